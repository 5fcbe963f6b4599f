#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("cascade-max-pool", {
                                                     {"5x5 with SAME", R"(graph opset 13
input x: float[1, 2, 7, 7]
p: y = MaxPool(x) {kernel_shape: [5, 5], auto_pad: "SAME_UPPER"}
output y
)",
                                                      R"(graph opset 13
input x: float[1, 2, 7, 7]
p_maxpool: p_maxpool = MaxPool(x) {kernel_shape: [3, 3], pads: [2, 2, 2, 2], strides: [1, 1]} from ["p"]
p: y = MaxPool(p_maxpool) {kernel_shape: [3, 3], pads: [0, 0, 0, 0], strides: [1, 1]}
output y
)"},
                                                     {"even and oblong, strides, uneven padding, two readers", R"(graph opset 8
input x: float[1, 1, 9, 8]
p: t = MaxPool(x) {kernel_shape: [6, 3], strides: [2, 2], pads: [5, 1, 1, 2]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                      R"(graph opset 8
input x: float[1, 1, 9, 8]
p_maxpool: p_maxpool = MaxPool(x) {kernel_shape: [3, 3], pads: [2, 1, 1, 2], strides: [1, 1]} from ["p"]
p_maxpool_1: p_maxpool_1 = MaxPool(p_maxpool) {kernel_shape: [3, 1], pads: [2, 0, 0, 0], strides: [1, 1]} from ["p"]
p: t = MaxPool(p_maxpool_1) {kernel_shape: [2, 1], pads: [1, 0, 0, 0], strides: [2, 2]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)"},
                                                     {"13 with an unknown size", R"(graph opset 13
input x: float[1, 1, n]
p: y = MaxPool(x) {kernel_shape: [4], pads: [1, 1]}
output y
)",
                                                      R"(graph opset 13
input x: float[1, 1, n]
p_maxpool: p_maxpool = MaxPool(x) {kernel_shape: [3], pads: [1, 1], strides: [1]} from ["p"]
p: y = MaxPool(p_maxpool) {kernel_shape: [2], pads: [0, 0], strides: [1]}
output y
)"},
                                                     {"a small kernel", R"(graph opset 13
input x: float[1, 2, 7, 7]
p: y = MaxPool(x) {kernel_shape: [3, 3]}
output y
)",
                                                      nullptr},
                                                     {"indices", R"(graph opset 13
input x: float[1, 2, 7, 7]
p: y, z = MaxPool(x) {kernel_shape: [5, 5]}
output y
output z
)",
                                                      nullptr},
                                                     {"dilations", R"(graph opset 13
input x: float[1, 2, 12, 12]
p: y = MaxPool(x) {kernel_shape: [5, 5], dilations: [2, 2]}
output y
)",
                                                      nullptr},
                                                     {"an empty picture", R"(graph opset 13
input x: float[1, 2, 0]
p: y = MaxPool(x) {kernel_shape: [4], auto_pad: "SAME_LOWER"}
output y
)",
                                                      nullptr},
                                                     {"windows that hang over", R"(graph opset 13
input x: float[1, 2, 8, 8]
p: y = MaxPool(x) {kernel_shape: [5, 5], strides: [2, 2], ceil_mode: 1}
output y
)",
                                                      nullptr},
                                                 });
