#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-hard-sigmoid", {
                                                           {"slope and shift", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"slope and shift, the constants first, a division", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
const c1: float[] = {0}
const c2: float[] = {0.5}
const c3: float[] = {4}
nt0: t0 = Div(x, c3) from ["n"]
nt1: t1 = Add(c2, t0) from ["n"]
nt2: t2 = Max(c1, t1) from ["n"]
r: y = Min(c0, t2) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"bounds as attributes", R"(graph opset 10
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1) {min: 0.0, max: 1.0} from ["n"]
output y
)",
                                                            R"(graph opset 10
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"a sum over its bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0}
const c2: float[] = {4}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
r: y = Div(t1, c2) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"a sum times the inverse of its bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {4}
const c2: float[] = {0.25}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Relu(t0) from ["n"]
nt2: t2 = Min(t1, c1) from ["n"]
r: y = Mul(t2, c2) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"a factor behind the sum", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0.25}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Mul(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"a divisor behind the sum", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {4}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Div(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
)",
                                                            R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = HardSigmoid(x) {alpha: 0.25, beta: 0.5} from ["n"]
output y
)"},
                                                           {"another bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
const c2: float[] = {0}
const c3: float[] = {2}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"another divisor than the bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0}
const c2: float[] = {4}
const c3: float[] = {5}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
r: y = Div(t1, c3) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"another factor than the inverse of the bound", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {2}
const c1: float[] = {0}
const c2: float[] = {4}
const c3: float[] = {0.2}
nt0: t0 = Add(x, c0) from ["n"]
nt1: t1 = Clip(t0, c1, c2) from ["n"]
r: y = Mul(t1, c3) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"division by zero", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0}
const c1: float[] = {0.5}
const c2: float[] = {1}
nt0: t0 = Div(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1, c0, c2) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"a sum alone", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.5}
const c1: float[] = {0}
const c2: float[] = {1}
nt0: t0 = Add(x, c0) from ["n"]
r: y = Clip(t0, c1, c2) from ["n"]
output y
)",
                                                            nullptr},
                                                           {"a part is a graph output", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
output t0
)",
                                                            nullptr},
                                                           {"a part is read elsewhere", R"(graph opset 13
input x: float[2, 3, 4, 4]
const c0: float[] = {0.25}
const c1: float[] = {0.5}
const c2: float[] = {0}
const c3: float[] = {1}
nt0: t0 = Mul(x, c0) from ["n"]
nt1: t1 = Add(t0, c1) from ["n"]
r: y = Clip(t1, c2, c3) from ["n"]
output y
e: z = Relu(t1)
output z
)",
                                                            nullptr},
                                                       });
