#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-instance-normalization", {
                                                                     {"scale and shift", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {1, 2, 3}
const b: float[1, 3, 1, 1] = {4, 5, 6}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [2, 3]} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [2, 3]} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
nt6: t6 = Div(t1, t5) from ["n"]
nt7: t7 = Mul(t6, s) from ["n"]
r: y = Add(t7, b) from ["n"]
output y
)",
                                                                      R"(graph opset 13
input x: float[2, 3, 4, 4]
const s_1: float[3] = {1, 2, 3}
const b_1: float[3] = {4, 5, 6}
r: y = InstanceNormalization(x, s_1, b_1) {epsilon: 0.001} from ["n"]
output y
)"},
                                                                     {"neither scale nor shift", R"(graph opset 13
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
                                                                      R"(graph opset 13
input x: float[2, 3, 4, 4]
const r_scale: float[3] = fill(1)
const r_bias: float[3] = fill(0)
r: y = InstanceNormalization(x, r_scale, r_bias) {epsilon: 0.001} from ["n"]
output y
)"},
                                                                     {"one axis with a scale", R"(graph opset 13
input x: float[2, 3, 4]
const s: float[3, 1] = {1, 2, 3}
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
                                                                      R"(graph opset 13
input x: float[2, 3, 4]
const s_1: float[3] = {1, 2, 3}
const r_bias: float[3] = fill(0)
r: y = InstanceNormalization(x, s_1, r_bias) {epsilon: 0.001} from ["n"]
output y
)"},
                                                                     {"one axis without a scale", R"(graph opset 13
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
                                                                      nullptr},
                                                                     {"one place axis only", R"(graph opset 13
input x: float[2, 3, 4, 4]
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
                                                                     {"unknown channels", R"(graph opset 13
input x: float[2, c, 4, 4]
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
                                                                     {"the axes are lost", R"(graph opset 13
input x: float[3, 3, 3, 3]
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = ReduceMean(x) {axes: [2, 3], keepdims: 0} from ["n"]
nt1: t1 = Sub(x, t0) from ["n"]
nt2: t2 = Pow(t1, c0) from ["n"]
nt3: t3 = ReduceMean(t2) {axes: [2, 3], keepdims: 0} from ["n"]
nt4: t4 = Add(t3, c1) from ["n"]
nt5: t5 = Sqrt(t4) from ["n"]
r: y = Div(t1, t5) from ["n"]
output y
)",
                                                                      nullptr},
                                                                     {"a part is a graph output", R"(graph opset 13
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
output t1
)",
                                                                      nullptr},
                                                                     {"a part is read elsewhere", R"(graph opset 13
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
e: z = Relu(t0)
output z
)",
                                                                      nullptr},
                                                                 });
