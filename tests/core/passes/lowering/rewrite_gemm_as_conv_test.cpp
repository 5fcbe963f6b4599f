#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-gemm-as-conv", {
                                                         {"with bias, unknown batch", R"(graph opset 13
input x: float[batch, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4] = {1, 2, 3, 4}
g: t = Gemm(x, w, c)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                          R"(graph opset 13
input x: float[batch, 3]
const g_shape: int64[4] = {-1, 3, 1, 1}
const g_weight: float[4, 3, 1, 1] = fill(nan)
const g_bias: float[4] = fill(nan)
const g_shape_1: int64[2] = {-1, 4}
n: y = Neg(t)
m: z = Exp(t)
g_reshape: g_reshape = Reshape(x, g_shape) from ["g"]
g_conv: g_conv = Conv(g_reshape, g_weight, g_bias) {kernel_shape: [1, 1]} from ["g"]
g: t = Reshape(g_conv, g_shape_1)
output y
output z
)"},
                                                         {"a transposed first operand", R"(graph opset 13
input x: float[3, 2]
const w: float[3, 4] = random(1, -1, 1)
g: y = Gemm(x, w) {transA: 1}
output y
)",
                                                          nullptr},
                                                         {"weights that are an input as well", R"(graph opset 13
input x: float[1, 2]
input w: float[2, 2] = {1, 2, 3, 4}
g: y = Gemm(x, w)
output y
)",
                                                          nullptr},
                                                     });
