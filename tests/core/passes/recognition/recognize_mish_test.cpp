#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-mish", {
                                                   {"Softplus", R"(graph opset 18
input x: float[2, 3, 4, 4]
nt0: t0 = Softplus(x) from ["n"]
nt1: t1 = Tanh(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
)",
                                                    R"(graph opset 18
input x: float[2, 3, 4, 4]
r: y = Mish(x) from ["n"]
output y
)"},
                                                   {"the parts of Softplus, tanh first", R"(graph opset 18
input x: float[2, 3, 4, 4]
const c0: float[] = {1}
nt0: t0 = Exp(x) from ["n"]
nt1: t1 = Add(t0, c0) from ["n"]
nt2: t2 = Log(t1) from ["n"]
nt3: t3 = Tanh(t2) from ["n"]
r: y = Mul(t3, x) from ["n"]
output y
)",
                                                    R"(graph opset 18
input x: float[2, 3, 4, 4]
r: y = Mish(x) from ["n"]
output y
)"},
                                                   {"opset 17", R"(graph opset 17
input x: float[2, 3, 4, 4]
nt0: t0 = Softplus(x) from ["n"]
nt1: t1 = Tanh(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"another value", R"(graph opset 18
input x: float[2, 3, 4, 4]
input z: float[2, 3, 4, 4]
nt0: t0 = Softplus(x) from ["n"]
nt1: t1 = Tanh(t0) from ["n"]
r: y = Mul(z, t1) from ["n"]
output y
)",
                                                    nullptr},
                                                   {"a part is a graph output", R"(graph opset 18
input x: float[2, 3, 4, 4]
nt0: t0 = Softplus(x) from ["n"]
nt1: t1 = Tanh(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
output t1
)",
                                                    nullptr},
                                                   {"a part is read elsewhere", R"(graph opset 18
input x: float[2, 3, 4, 4]
nt0: t0 = Softplus(x) from ["n"]
nt1: t1 = Tanh(t0) from ["n"]
r: y = Mul(x, t1) from ["n"]
output y
e: z = Relu(t0)
output z
)",
                                                    nullptr},
                                               });
