#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-batched-matmul", {
                                                         {"rank 3", R"(graph opset 13
input a: float[2, 3, 4]
input b: float[2, 4, 2]
k: t = MatMul(a, b)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                          R"(graph opset 13
input a: float[2, 3, 4]
input b: float[2, 4, 2]
const k_shape: int64[3] = {2, 3, 4}
const k_split: int64[2] = {1, 1}
const k_shape_1: int64[2] = {3, 4}
const k_shape_2: int64[2] = {3, 4}
const k_shape_3: int64[3] = {2, 4, 2}
const k_split_3: int64[2] = {1, 1}
const k_shape_4: int64[2] = {4, 2}
const k_shape_5: int64[2] = {4, 2}
const k_shape_6: int64[3] = {2, 3, 2}
n: y = Neg(t)
m: z = Exp(t)
k_reshape: k_reshape = Reshape(a, k_shape) from ["k"]
k_split: k_split_1, k_split_2 = Split(k_reshape, k_split) {axis: 0} from ["k"]
k_reshape_1: k_reshape_1 = Reshape(k_split_1, k_shape_1) from ["k"]
k_reshape_2: k_reshape_2 = Reshape(k_split_2, k_shape_2) from ["k"]
k_reshape_3: k_reshape_3 = Reshape(b, k_shape_3) from ["k"]
k_split_1: k_split_4, k_split_5 = Split(k_reshape_3, k_split_3) {axis: 0} from ["k"]
k_reshape_4: k_reshape_4 = Reshape(k_split_4, k_shape_4) from ["k"]
k_reshape_5: k_reshape_5 = Reshape(k_split_5, k_shape_5) from ["k"]
k_matmul: k_matmul = MatMul(k_reshape_1, k_reshape_4) from ["k"]
k_matmul_1: k_matmul_1 = MatMul(k_reshape_2, k_reshape_5) from ["k"]
k_concat: k_concat = Concat(k_matmul, k_matmul_1) {axis: 0} from ["k"]
k: t = Reshape(k_concat, k_shape_6)
output y
output z
)"},
                                                         {"a fixed operand", R"(graph opset 13
input a: float[2, 3, 4]
const b: float[2, 4, 2] = random(1, -1, 1)
k: y = MatMul(a, b)
output y
)",
                                                          nullptr},
                                                         {"a batch that is broadcast", R"(graph opset 13
input a: float[2, 3, 4]
input b: float[1, 4, 2]
k: y = MatMul(a, b)
output y
)",
                                                          nullptr},
                                                         {"too many", R"(graph opset 13
input a: float[17, 3, 4]
input b: float[17, 4, 2]
k: y = MatMul(a, b)
output y
)",
                                                          nullptr},
                                                     });
