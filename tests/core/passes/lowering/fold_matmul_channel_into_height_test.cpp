#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fold-matmul-channel-into-height", {
                                                                    {"two channels", R"(graph opset 13
input x: float[1, 2, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
k: t = MatMul(x, w)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                     R"(graph opset 13
input x: float[1, 2, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
const k_shape: int64[4] = {1, 1, 6, 4}
const k_shape_1: int64[4] = {1, 2, 3, 5}
n: y = Neg(t)
m: z = Exp(t)
k_reshape: k_reshape = Reshape(x, k_shape) from ["k"]
k_matmul: k_matmul = MatMul(k_reshape, w) from ["k"]
k: t = Reshape(k_matmul, k_shape_1)
output y
output z
)"},
                                                                    {"one matrix", R"(graph opset 13
input x: float[1, 1, 3, 4]
const w: float[4, 5] = random(1, -1, 1)
k: y = MatMul(x, w)
output y
)",
                                                                     nullptr},
                                                                    {"a matrix per channel", R"(graph opset 13
input x: float[2, 3, 4]
input w: float[2, 4, 5]
k: y = MatMul(x, w)
output y
)",
                                                                     nullptr},
                                                                });
