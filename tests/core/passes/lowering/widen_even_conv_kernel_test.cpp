#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("widen-even-conv-kernel", {
                                                           {"one even axis, weights that another node reads", R"(graph opset 13
input x: float[1, 2, 5, 5]
const w: float[2, 1, 4, 3] = random(1, -1, 1)
k: y = Conv(x, w) {group: 2, pads: [1, 1, 1, 1], dilations: [2, 1]}
n: z = Neg(w)
output y
output z
)",
                                                            R"(graph opset 13
input x: float[1, 2, 5, 5]
const w: float[2, 1, 4, 3] = random(1, -1, 1)
const k_weight: float[2, 1, 5, 3] = fill(nan)
k: y = Conv(x, k_weight) {dilations: [2, 1], group: 2, kernel_shape: [5, 3], pads: [1, 1, 3, 1], strides: [1, 1]}
n: z = Neg(w)
output y
output z
)"},
                                                           {"SAME", R"(graph opset 13
input x: float[1, 1, 5, 5]
const w: float[1, 1, 2, 2] = random(1, -1, 1)
k: y = Conv(x, w) {auto_pad: "SAME_UPPER", strides: [2, 2]}
output y
)",
                                                            R"(graph opset 13
input x: float[1, 1, 5, 5]
const w: float[1, 1, 3, 3] = fill(nan)
k: y = Conv(x, w) {kernel_shape: [3, 3], pads: [0, 0, 2, 2], strides: [2, 2]}
output y
)"},
                                                           {"odd", R"(graph opset 13
input x: float[1, 1, 5, 5]
const w: float[1, 1, 3, 1] = random(1, -1, 1)
k: y = Conv(x, w)
output y
)",
                                                            nullptr},
                                                           {"more than 6", R"(graph opset 13
input x: float[1, 1, 9, 9]
const w: float[1, 1, 8, 8] = random(1, -1, 1)
k: y = Conv(x, w)
output y
)",
                                                            nullptr},
                                                           {"weights that come at run time", R"(graph opset 13
input x: float[1, 1, 5, 5]
input w: float[1, 1, 2, 2]
k: y = Conv(x, w)
output y
)",
                                                            nullptr},
                                                       });
