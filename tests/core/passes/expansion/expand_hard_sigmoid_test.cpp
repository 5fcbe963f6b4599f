#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-hard-sigmoid", {
                                                        {"with its defaults", R"(graph opset 13
input x: float[2, 3, 4, 4]
n: y = HardSigmoid(x)
output y
)",
                                                         R"(graph opset 13
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.2}
const n_constant_1: float[] = {0.5}
const n_constant_2: float[] = {0}
const n_constant_3: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Add: n_Add = Add(n_Mul, n_constant_1) from ["n"]
n: y = Clip(n_Add, n_constant_2, n_constant_3)
output y
)"},
                                                        {"bounds as attributes", R"(graph opset 10
input x: float[2, 3, 4, 4]
n: y = HardSigmoid(x) {alpha: 0.25, beta: 1.0}
output y
)",
                                                         R"(graph opset 10
input x: float[2, 3, 4, 4]
const n_constant: float[] = {0.25}
const n_constant_1: float[] = {1}
n_Mul: n_Mul = Mul(x, n_constant) from ["n"]
n_Add: n_Add = Add(n_Mul, n_constant_1) from ["n"]
n: y = Clip(n_Add) {min: 0.0, max: 1.0}
output y
)"},
                                                        {"double", R"(graph opset 13
input x: double[2, 3, 4, 4]
n: y = HardSigmoid(x)
output y
)",
                                                         nullptr},
                                                    });
