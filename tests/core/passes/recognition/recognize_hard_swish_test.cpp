#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-hard-swish", {
                                                         {"product over six", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"the gate first, one sixth as a factor in front", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {0.16666667}
const c1: float[] = {3}
const c2: float[] = {0}
const c3: float[] = {6}
nt0: t0 = Add(x, c1) from ["n"]
nt1: t1 = Clip(t0, c2, c3) from ["n"]
nt2: t2 = Mul(t1, x) from ["n"]
r: y = Mul(c0, t2) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"gate of Relu and Min, constants of one dimension", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[1] = {3}
const c1: float[1] = {6}
nt0: t0 = Add(c0, x) from ["n"]
nt1: t1 = Relu(t0) from ["n"]
nt2: t2 = Min(t1, c1) from ["n"]
nt3: t3 = Div(t2, c1) from ["n"]
r: y = Mul(x, t3) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"Max and Min", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {6}
const c2: float[] = {0}
const c3: float[] = {0.16666667}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Min(t0, c1) from ["n"]
nt2: t2 = Max(t1, c2) from ["n"]
nt3: t3 = Mul(t2, c3) from ["n"]
r: y = Mul(t3, x) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"Min of Max, the factor on x", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {6}
const c1: float[] = {0}
const c2: float[] = {3}
const c3: float[] = {0.16666667}
nt0: t0 = Add(x, c2) from ["n"]
nt1: t1 = Max(c1, t0) from ["n"]
nt2: t2 = Min(c0, t1) from ["n"]
nt3: t3 = Mul(x, c3) from ["n"]
r: y = Mul(t2, t3) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"x over six", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {6}
const c1: float[] = {3}
const c2: float[] = {0}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Add(x, c1) from ["n"]
nt2: t2 = Clip(t1, c2, c0) from ["n"]
r: y = Mul(t0, t2) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"a linear gate", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {0.16666667}
const c1: float[] = {0.5}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
nt2: t2 = Clip(t1, c2, c3) from ["n"]
r: y = Mul(x, t2) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"HardSigmoid", R"(graph opset 14
input x: float[2, 3, 4, 4]
nt0: t0 = HardSigmoid(x) {alpha: 0.16666667, beta: 0.5} from ["n"]
r: y = Mul(t0, x) from ["n"]
output y
)",
                                                          R"(graph opset 14
input x: float[2, 3, 4, 4]
r: y = HardSwish(x) from ["n"]
output y
)"},
                                                         {"HardSigmoid of another slope", R"(graph opset 14
input x: float[2, 3, 4, 4]
nt0: t0 = HardSigmoid(x) from ["n"]
r: y = Mul(t0, x) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another constant", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {2.5}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another divisor", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
const c3: float[] = {5}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c3) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another upper bound", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {5}
const c3: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c3) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"the inverse", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {6}
const c1: float[] = {3}
const c2: float[] = {0}
nt0: t0 = Add(x, c1) from ["n"]
nt1: t1 = Clip(t0, c2, c0) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(c0, t2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"another factor", R"(graph opset 14
input x: float[2, 3, 4, 4]
input z: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(z, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"opset 13", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a part is a graph output", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
output t1
)",
                                                          nullptr},
                                                         {"a part is read elsewhere", R"(graph opset 14
input x: float[2, 3, 4, 4]
const c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                          nullptr},
                                                         {"constants that widen", R"(graph opset 14
input x: float[3]
const c0: float[1, 1] = {3}
const c1: float[1, 1] = {0}
const c2: float[1, 1] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"double", R"(graph opset 14
input x: double[2, 3, 4, 4]
const c0: double[] = {3}
const c1: double[] = {0}
const c2: double[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                         {"a constant that a caller may change", R"(graph opset 14
input x: float[2, 3, 4, 4]
input c0: float[] = {3}
const c1: float[] = {0}
const c2: float[] = {6}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
nt2: t2 = Mul(x, t1) from ["n"]
r: y = Div(t2, c2) from ["n"]
output y
)",
                                                          nullptr},
                                                     });
