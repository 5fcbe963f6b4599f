#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gemm-as-matmul", {
                                                           {"alpha, beta and a scalar bias", R"(graph opset 13
input x: float[2, 3]
const w: float[4, 3] = random(1, -1, 1)
const c: float[] = {0.75}
g: t = Gemm(x, w, c) {alpha: 0.5, beta: 2.0, transB: 1}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                            R"(graph opset 13
input x: float[2, 3]
const g_weight: float[3, 4] = fill(nan)
const g_bias: float[4] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
g_matmul: g_matmul = MatMul(x, g_weight) from ["g"]
g: t = Add(g_matmul, g_bias)
output y
output z
)"},
                                                           {"without bias, a graph output", R"(graph opset 11
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
g: y = Gemm(x, w)
output y
)",
                                                            R"(graph opset 11
input x: float[2, 3]
const g_weight: float[3, 4] = fill(nan)
g: y = MatMul(x, g_weight)
output y
)"},
                                                           {"a transposed first operand", R"(graph opset 13
input x: float[3, 2]
const w: float[3, 4] = random(1, -1, 1)
g: y = Gemm(x, w) {transA: 1}
output y
)",
                                                            nullptr},
                                                           {"weights that come at run time", R"(graph opset 13
input x: float[2, 3]
input w: float[3, 4]
g: y = Gemm(x, w)
output y
)",
                                                            nullptr},
                                                           {"a bias by row", R"(graph opset 13
input x: float[4, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4, 1] = {1, 2, 3, 4}
g: y = Gemm(x, w, c)
output y
)",
                                                            nullptr},
                                                       });
