#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-whole-pool-as-reduction", {
                                                                    {"mean and maximum", R"(graph opset 18
input x: float[1, 2, 3, 4]
p: y = AveragePool(x) {kernel_shape: [3, 4], strides: [3, 4]}
q: z = MaxPool(x) {kernel_shape: [3, 4]}
output y
output z
)",
                                                                     R"(graph opset 18
input x: float[1, 2, 3, 4]
const p_axes: int64[2] = {2, 3}
const q_axes: int64[2] = {2, 3}
p: y = ReduceMean(x, p_axes) {keepdims: 1}
q: z = ReduceMax(x, q_axes) {keepdims: 1}
output y
output z
)"},
                                                                    {"a smaller kernel", R"(graph opset 13
input x: float[1, 2, 3, 4]
p: y = AveragePool(x) {kernel_shape: [3, 3]}
output y
)",
                                                                     nullptr},
                                                                    {"padding", R"(graph opset 13
input x: float[1, 2, 3, 3]
p: y = MaxPool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
output y
)",
                                                                     nullptr},
                                                                    {"indices", R"(graph opset 13
input x: float[1, 2, 3, 3]
p: y, z = MaxPool(x) {kernel_shape: [3, 3]}
output y
output z
)",
                                                                     nullptr},
                                                                });
