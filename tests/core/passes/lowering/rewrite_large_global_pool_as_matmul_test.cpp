#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-large-global-pool-as-matmul", {
                                                                        {"32 x 32", R"(graph opset 13
input x: float[batch, 2, 32, 32]
p: t = GlobalAveragePool(x)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                         R"(graph opset 13
input x: float[batch, 2, 32, 32]
const p_shape: int64[3] = {-1, 2, 1024}
const p_weights: float[1024, 1] = fill(nan)
const p_shape_1: int64[4] = {-1, 2, 1, 1}
n: y = Neg(t)
m: z = Exp(t)
p_reshape: p_reshape = Reshape(x, p_shape) from ["p"]
p_matmul: p_matmul = MatMul(p_reshape, p_weights) from ["p"]
p: t = Reshape(p_matmul, p_shape_1)
output y
output z
)"},
                                                                        {"smaller", R"(graph opset 13
input x: float[1, 2, 31, 32]
p: y = GlobalAveragePool(x)
output y
)",
                                                                         nullptr},
                                                                        {"a size that is not known", R"(graph opset 13
input x: float[1, 2, h, 64]
p: y = GlobalAveragePool(x)
output y
)",
                                                                         nullptr},
                                                                    });
