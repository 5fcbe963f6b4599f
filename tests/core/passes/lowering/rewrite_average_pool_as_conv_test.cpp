#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-average-pool-as-conv", {
                                                                 {"padding that counts", R"(graph opset 13
input x: float[1, 2, 5, 5]
p: t = AveragePool(x) {kernel_shape: [3, 2], strides: [2, 1], pads: [1, 0, 1, 1], count_include_pad: 1}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                  R"(graph opset 13
input x: float[1, 2, 5, 5]
const p_weight: float[2, 1, 3, 2] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
p: t = Conv(x, p_weight) {group: 2, kernel_shape: [3, 2], pads: [1, 0, 1, 1], strides: [2, 1]}
output y
output z
)"},
                                                                 {"padding that does not count", R"(graph opset 13
input x: float[1, 2, 5, 5]
p: y = AveragePool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
output y
)",
                                                                  nullptr},
                                                                 {"windows that hang over", R"(graph opset 13
input x: float[1, 2, 6, 6]
p: y = AveragePool(x) {kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1}
output y
)",
                                                                  nullptr},
                                                                 {"channels that are not known", R"(graph opset 13
input x: float[1, c, 6, 6]
p: y = AveragePool(x) {kernel_shape: [3, 3]}
output y
)",
                                                                  nullptr},
                                                             });
