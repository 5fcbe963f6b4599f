#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-mish", {
                                                {"by Softplus", R"(graph opset 18
input x: float[2, 3, 4, 4]
n: y = Mish(x)
output y
)",
                                                 R"(graph opset 18
input x: float[2, 3, 4, 4]
n_Softplus: n_Softplus = Softplus(x) from ["n"]
n_Tanh: n_Tanh = Tanh(n_Softplus) from ["n"]
n: y = Mul(x, n_Tanh)
output y
)"},
                                                {"double", R"(graph opset 18
input x: double[2, 3, 4, 4]
n: y = Mish(x)
output y
)",
                                                 nullptr},
                                            });
