#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("flatten-reduce-axes", {
                                                        {"the last two of five, an open batch", R"(graph opset 18
input x: float[batch, 3, 2, 4, 5]
const axes: int64[2] = {-2, -1}
r: y = ReduceMean(x, axes) {keepdims: 0}
output y
)",
                                                         R"(graph opset 18
input x: float[batch, 3, 2, 4, 5]
const r_shape: int64[2] = {-1, 20}
const r_axes: int64[1] = {1}
const r_shape_1: int64[3] = {-1, 3, 2}
r_reshape: r_reshape = Reshape(x, r_shape) from ["r"]
r_reducemean: r_reducemean = ReduceMean(r_reshape, r_axes) {keepdims: 1} from ["r"]
r: y = Reshape(r_reducemean, r_shape_1)
output y
)"},
                                                        {"axes apart by attribute, two readers", R"(graph opset 11
input x: float[2, 3, 2, 4, 5]
r: t = ReduceL2(x) {axes: [0, 3, 4]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                         R"(graph opset 11
input x: float[2, 3, 2, 4, 5]
const r_shape: int64[3] = {2, 6, 20}
const r_shape_1: int64[5] = {1, 3, 2, 1, 1}
r_reshape: r_reshape = Reshape(x, r_shape) from ["r"]
r_reducel2: r_reducel2 = ReduceL2(r_reshape) {axes: [0, 2], keepdims: 1} from ["r"]
r: t = Reshape(r_reducel2, r_shape_1)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                        {"five groups", R"(graph opset 11
input x: float[2, 3, 2, 4, 5]
r: y = ReduceMax(x) {axes: [0, 2, 4]}
output y
)",
                                                         nullptr},
                                                        {"four dimensions", R"(graph opset 11
input x: float[2, 3, 2, 4]
r: y = ReduceMax(x) {axes: [2, 3]}
output y
)",
                                                         nullptr},
                                                        {"one number", R"(graph opset 11
input x: float[2, 3, 2, 4, 5]
r: y = ReduceMax(x) {keepdims: 0}
output y
)",
                                                         nullptr},
                                                        {"axes that callers give", R"(graph opset 18
input x: float[2, 3, 2, 4, 5]
input axes: int64[2]
r: y = ReduceMax(x, axes)
output y
)",
                                                         nullptr},
                                                    });
