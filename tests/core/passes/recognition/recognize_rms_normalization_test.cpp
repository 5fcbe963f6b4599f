#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-rms-normalization", {
                                                                {"a division", R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
)",
                                                                 R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
r: y = RMSNormalization(x, s) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                                                {"a reciprocal, squares as products", R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {-1}
const c0: float[] = {0.001}
nt0: t0 = Mul(x, x) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(c0, t1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Reciprocal(t3) from ["n"]
nt5: t5 = Mul(t4, x) from ["n"]
r: y = Mul(s, t5) from ["n"]
output y
)",
                                                                 R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
r: y = RMSNormalization(x, s) {axis: -1, epsilon: 0.001} from ["n"]
output y
)"},
                                                                {"opset 22", R"(graph opset 22
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
)",
                                                                 nullptr},
                                                                {"another axis", R"(graph opset 23
input x: float[2, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
)",
                                                                 nullptr},
                                                                {"a scale of another shape", R"(graph opset 23
input x: float[2, 3, 4]
const s: float[3, 1] = {1, 2, 3}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
)",
                                                                 nullptr},
                                                                {"a part is a graph output", R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
output t1
)",
                                                                 nullptr},
                                                                {"a part is read elsewhere", R"(graph opset 23
input x: float[2, 3, 4]
const s: float[4] = {1, 2, 3, 4}
const a: int64[1] = {-1}
const c0: float[] = {2}
const c1: float[] = {0.001}
nt0: t0 = Pow(x, c0) from ["n"]
nt1: t1 = ReduceMean(t0, a) from ["n"]
nt2: t2 = Add(t1, c1) from ["n"]
nt3: t3 = Sqrt(t2) from ["n"]
nt4: t4 = Div(x, t3) from ["n"]
r: y = Mul(t4, s) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                                 nullptr},
                                                            });
