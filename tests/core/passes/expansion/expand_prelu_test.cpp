#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-prelu", {
                                                 {"a slope per channel", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, -1}
n: y = PRelu(x, s)
output y
)",
                                                  R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3, 1, 1] = {0.25, 0.5, -1}
n_Relu: n_Relu = Relu(x) from ["n"]
n_Neg: n_Neg = Neg(x) from ["n"]
n_Relu_1: n_Relu_1 = Relu(n_Neg) from ["n"]
n_Mul: n_Mul = Mul(n_Relu_1, s) from ["n"]
n: y = Sub(n_Relu, n_Mul)
output y
)"},
                                                 {"a computed slope, opset 7", R"(graph opset 7
input x: float[2, 3, 4, 4]
input s: float[3, 1, 1]
n: y = PRelu(x, s)
output y
)",
                                                  R"(graph opset 7
input x: float[2, 3, 4, 4]
input s: float[3, 1, 1]
n_Relu: n_Relu = Relu(x) from ["n"]
n_Neg: n_Neg = Neg(x) from ["n"]
n_Relu_1: n_Relu_1 = Relu(n_Neg) from ["n"]
n_Mul: n_Mul = Mul(n_Relu_1, s) from ["n"]
n: y = Sub(n_Relu, n_Mul)
output y
)"},
                                                 {"integers", R"(graph opset 13
input x: int32[2, 3]
const s: int32[1] = {2}
n: y = PRelu(x, s)
output y
)",
                                                  nullptr},
                                                 {"double", R"(graph opset 13
input x: double[2, 3, 4, 4]
const s: double[3, 1, 1] = {0.25, 0.5, -1}
n: y = PRelu(x, s)
output y
)",
                                                  nullptr},
                                             });
