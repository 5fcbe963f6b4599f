#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-layer-normalization",
                             {
                                 {"scale and shift", R"(graph opset 17
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
nt7: t7 = Mul(t6, s) from ["n"]
r: y = Add(t7, b) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
r: y = LayerNormalization(x, s, b) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"squares as products, a reciprocal, parameters first, two differences", R"(graph opset 17
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
const c0: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Sub(x, t0) from ["n"]
nt3: t3 = Sub(x, t0) from ["n"]
nt4: t4 = Mul(t2, t3) from ["n"]
nt5: t5 = ReduceMean(t4) {axes: [-1]} from ["n"]
nt6: t6 = Add(t5, c0) from ["n"]
nt7: t7 = Sqrt(t6) from ["n"]
nt8: t8 = Reciprocal(t7) from ["n"]
nt9: t9 = Mul(t1, t8) from ["n"]
nt10: t10 = Mul(s, t9) from ["n"]
r: y = Add(b, t10) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
r: y = LayerNormalization(x, s, b) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"axes as input", R"(graph opset 18
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x, a) from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2, a) from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
nt7: t7 = Mul(t6, s) from ["n"]
r: y = Add(t7, b) from ["n"]
output y
)",
                                  R"(graph opset 18
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
r: y = LayerNormalization(x, s, b) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"no shift, a symbolic batch", R"(graph opset 17
input x: float[n, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
r: y = Mul(t6, s) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[n, 3, 4]
const s: float[4] = {1, 2, 3, 4}
r: y = LayerNormalization(x, s) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"neither scale nor shift", R"(graph opset 17
input x: float[2, 3, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[2, 3, 4]
const r_scale: float[4] = fill(1)
r: y = LayerNormalization(x, r_scale) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"two axes, a scale with ones in front", R"(graph opset 17
input x: float[2, 3, 4]
const s: float[1, 3, 4] = random(1, 1, 2)
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [1, 2]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [1, 2]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
r: y = Mul(t6, s) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[2, 3, 4]
const s_1: float[3, 4] = random(1, 1, 2)
r: y = LayerNormalization(x, s_1) {axis: -2, epsilon: 0.001} from ["n"]
output y
)"},
                                 {"a scale that is computed stays outside", R"(graph opset 17
input x: float[2, 3, 4]
input s: float[4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
r: y = Mul(t6, s) from ["n"]
output y
)",
                                  R"(graph opset 17
input x: float[2, 3, 4]
input s: float[4]
const nt6_scale: float[4] = fill(1)
nt6: t6 = LayerNormalization(x, nt6_scale) {axis: -1, epsilon: 0.001} from ["n"]
r: y = Mul(t6, s) from ["n"]
output y
)"},
                                 {"opset 16", R"(graph opset 16
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
nt7: t7 = Mul(t6, s) from ["n"]
r: y = Add(t7, b) from ["n"]
output y
)",
                                  nullptr},
                                 {"not the last axis", R"(graph opset 17
input x: float[2, 3, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"the variance of another axis", R"(graph opset 17
input x: float[2, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"the axis is lost", R"(graph opset 17
input x: float[4, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1], keepdims: 0} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1], keepdims: 0} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"a negative epsilon", R"(graph opset 17
input x: float[2, 3, 4]
const c0: float[] = {2}
const c1: float[] = {-0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"unknown length", R"(graph opset 17
input x: float[2, n]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"the places of a picture", R"(graph opset 17
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [2, 3]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [2, 3]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                  nullptr},
                                 {"a part is a graph output", R"(graph opset 17
input x: float[2, 3, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
output t1
)",
                                  nullptr},
                                 {"a part is read elsewhere", R"(graph opset 17
input x: float[2, 3, 4]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [-1]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [-1]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                  nullptr},
                             });
