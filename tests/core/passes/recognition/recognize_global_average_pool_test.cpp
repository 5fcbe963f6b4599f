#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("recognize-global-average-pool",
                             {
                                 {"a mean", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceMean(x) {axes: [2, 3]} from ["n"]
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = GlobalAveragePool(x) from ["n"]
output y
)"},
                                 {"a mean of unknown places, negative axes, axes as input", R"(graph opset 18
input x: float[n, 3, h, w]
const a: int64[2] = {-1, -2}
r: y = ReduceMean(x, a) from ["n"]
output y
)",
                                  R"(graph opset 18
input x: float[n, 3, h, w]
r: y = GlobalAveragePool(x) from ["n"]
output y
)"},
                                 {"a mean over the length", R"(graph opset 13
input x: float[2, 3, 4]
r: y = ReduceMean(x) {axes: [-1], keepdims: 1} from ["n"]
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4]
r: y = GlobalAveragePool(x) from ["n"]
output y
)"},
                                 {"a pool that sees everything", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = AveragePool(x) {kernel_shape: [4, 4], strides: [2, 2], count_include_pad: 1} from ["n"]
output y
)",
                                  R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = GlobalAveragePool(x) from ["n"]
output y
)"},
                                 {"a mean over one of two", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceMean(x) {axes: [3]} from ["n"]
output y
)",
                                  nullptr},
                                 {"a mean over channels, too", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceMean(x) {axes: [1, 2, 3]} from ["n"]
output y
)",
                                  nullptr},
                                 {"the axes are lost", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = ReduceMean(x) {axes: [2, 3], keepdims: 0} from ["n"]
output y
)",
                                  nullptr},
                                 {"no axes at all", R"(graph opset 18
input x: float[2, 3, 4, 4]
const a: int64[0] = {}
r: y = ReduceMean(x, a) {noop_with_empty_axes: 1} from ["n"]
output y
)",
                                  nullptr},
                                 {"a mean of a matrix", R"(graph opset 13
input x: float[2, 3]
r: y = ReduceMean(x) {axes: [1]} from ["n"]
output y
)",
                                  nullptr},
                                 {"axes that a caller may change", R"(graph opset 18
input x: float[2, 3, 4, 4]
input a: int64[2] = {2, 3}
r: y = ReduceMean(x, a) from ["n"]
output y
)",
                                  nullptr},
                                 {"a smaller window", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = AveragePool(x) {kernel_shape: [3, 4]} from ["n"]
output y
)",
                                  nullptr},
                                 {"padding", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = AveragePool(x) {kernel_shape: [4, 4], pads: [1, 1, 1, 1], strides: [4, 4]} from ["n"]
output y
)",
                                  nullptr},
                                 {"padding as needed", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = AveragePool(x) {kernel_shape: [4, 4], auto_pad: "SAME_UPPER", strides: [4, 4]} from ["n"]
output y
)",
                                  nullptr},
                                 {"a picture of unknown size", R"(graph opset 13
input x: float[1, 3, h, w]
r: y = AveragePool(x) {kernel_shape: [4, 4]} from ["n"]
output y
)",
                                  nullptr},
                                 {"rounded up", R"(graph opset 13
input x: float[2, 3, 4, 4]
r: y = AveragePool(x) {kernel_shape: [4, 4], ceil_mode: 1} from ["n"]
output y
)",
                                  nullptr},
                                 {"integers", R"(graph opset 13
input x: int32[2, 3, 4, 4]
r: y = ReduceMean(x) {axes: [2, 3]} from ["n"]
output y
)",
                                  nullptr},
                             });
