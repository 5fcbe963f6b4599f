#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-matmul-as-conv", {
                                                           {"rank 2", R"(graph opset 13
input x: float[batch, 3]
const w: float[3, 4] = random(1, -1, 1)
k: y = MatMul(x, w)
output y
)",
                                                            R"(graph opset 13
input x: float[batch, 3]
const k_shape: int64[4] = {-1, 3, 1, 1}
const k_weight: float[4, 3, 1, 1] = fill(nan)
const k_shape_1: int64[2] = {-1, 4}
k_reshape: k_reshape = Reshape(x, k_shape) from ["k"]
k_conv: k_conv = Conv(k_reshape, k_weight) {kernel_shape: [1, 1]} from ["k"]
k: y = Reshape(k_conv, k_shape_1)
output y
)"},
                                                           {"rank 4", R"(graph opset 9
input x: float[1, 2, 5, 3]
const w: float[3, 4] = random(1, -1, 1)
k: t = MatMul(x, w)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                            R"(graph opset 9
input x: float[1, 2, 5, 3]
const k_weight: float[4, 3, 1, 1] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
k_transpose: k_transpose = Transpose(x) {perm: [0, 3, 1, 2]} from ["k"]
k_conv: k_conv = Conv(k_transpose, k_weight) {kernel_shape: [1, 1]} from ["k"]
k: t = Transpose(k_conv) {perm: [0, 2, 3, 1]}
output y
output z
)"},
                                                           {"a matrix that comes at run time", R"(graph opset 13
input x: float[2, 3]
input w: float[3, 4]
k: y = MatMul(x, w)
output y
)",
                                                            nullptr},
                                                           {"a vector on the left", R"(graph opset 13
input x: float[3]
const w: float[3, 4] = random(1, -1, 1)
k: y = MatMul(x, w)
output y
)",
                                                            nullptr},
                                                           {"a matrix per batch", R"(graph opset 13
input x: float[2, 2, 3]
const w: float[2, 3, 4] = random(1, -1, 1)
k: y = MatMul(x, w)
output y
)",
                                                            nullptr},
                                                       });
