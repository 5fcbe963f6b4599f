#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-softplus", {
                                                    {"by the absolute value", R"(graph opset 13
input x: float[2, 3, 4, 4]
n: y = Softplus(x)
output y
)",
                                                     R"(graph opset 13
input x: float[2, 3, 4, 4]
const n_constant: float[] = {1}
n_Relu: n_Relu = Relu(x) from ["n"]
n_Abs: n_Abs = Abs(x) from ["n"]
n_Neg: n_Neg = Neg(n_Abs) from ["n"]
n_Exp: n_Exp = Exp(n_Neg) from ["n"]
n_Add: n_Add = Add(n_Exp, n_constant) from ["n"]
n_Log: n_Log = Log(n_Add) from ["n"]
n: y = Add(n_Relu, n_Log)
output y
)"},
                                                    {"double", R"(graph opset 13
input x: double[2, 3, 4, 4]
n: y = Softplus(x)
output y
)",
                                                     nullptr},
                                                });
