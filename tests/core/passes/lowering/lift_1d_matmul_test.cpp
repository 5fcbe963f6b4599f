#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("lift-1d-matmul", {
                                                   {"a vector on the right", R"(graph opset 13
input x: float[2, 3, 4]
const w: float[4] = {1, 2, 3, 4}
n: y = MatMul(x, w)
output y
)",
                                                    R"(graph opset 13
input x: float[2, 3, 4]
const n_matrix: float[4, 1] = {1, 2, 3, 4}
const n_shape: int64[2] = {2, 3}
n_matmul: n_matmul = MatMul(x, n_matrix) from ["n"]
n: y = Reshape(n_matmul, n_shape)
output y
)"},
                                                   {"a vector on the left that others read", R"(graph opset 13
input x: float[2, 3, 4]
const w: float[3] = {1, 2, 3}
n: y = MatMul(w, x)
z = Neg(w)
output y
output z
)",
                                                    R"(graph opset 13
input x: float[2, 3, 4]
const w: float[3] = {1, 2, 3}
const n_matrix: float[1, 3] = {1, 2, 3}
const n_shape: int64[2] = {2, 4}
n_matmul: n_matmul = MatMul(n_matrix, x) from ["n"]
n: y = Reshape(n_matmul, n_shape)
Neg_1: z = Neg(w)
output y
output z
)"},
                                                   {"a vector that is an input", R"(graph opset 13
input x: float[2, 3, 4]
input w: float[4]
n: y = MatMul(x, w)
output y
)",
                                                    nullptr},
                                                   {"two vectors", R"(graph opset 13
input x: float[4]
const w: float[4] = {1, 2, 3, 4}
n: y = MatMul(x, w)
output y
)",
                                                    nullptr},
                                               });
