#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-reduce-mean-as-matmul", {
                                                                  {"the last two axes, dropped", R"(graph opset 13
input x: float[2, 3, 4, 5]
r: t = ReduceMean(x) {axes: [-1, 2], keepdims: 0}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                   R"(graph opset 13
input x: float[2, 3, 4, 5]
const r_shape: int64[3] = {2, 3, 20}
const r_weights: float[20, 1] = fill(nan)
const r_shape_1: int64[2] = {2, 3}
n: y = Neg(t)
m: z = Exp(t)
r_reshape: r_reshape = Reshape(x, r_shape) from ["r"]
r_matmul: r_matmul = MatMul(r_reshape, r_weights) from ["r"]
r: t = Reshape(r_matmul, r_shape_1)
output y
output z
)"},
                                                                  {"axes as input, kept", R"(graph opset 18
input x: float[2, 3, 4]
const a: int64[1] = {2}
r: y = ReduceMean(x, a)
output y
)",
                                                                   R"(graph opset 18
input x: float[2, 3, 4]
const r_shape: int64[3] = {2, 3, 4}
const r_weights: float[4, 1] = fill(nan)
const r_shape_1: int64[3] = {2, 3, 1}
r_reshape: r_reshape = Reshape(x, r_shape) from ["r"]
r_matmul: r_matmul = MatMul(r_reshape, r_weights) from ["r"]
r: y = Reshape(r_matmul, r_shape_1)
output y
)"},
                                                                  {"other axes", R"(graph opset 13
input x: float[2, 3, 4, 5]
r: y = ReduceMean(x) {axes: [1, 2]}
output y
)",
                                                                   nullptr},
                                                                  {"every axis", R"(graph opset 13
input x: float[2, 3]
r: y = ReduceMean(x) {axes: [0, 1]}
output y
)",
                                                                   nullptr},
                                                                  {"integers", R"(graph opset 13
input x: int32[2, 3]
r: y = ReduceMean(x) {axes: [1]}
output y
)",
                                                                   nullptr},
                                                              });
