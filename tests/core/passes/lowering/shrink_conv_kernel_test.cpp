#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("shrink-conv-kernel", {
                                                       {"rows and columns in the padding", R"(graph opset 13
input x: float[1, 1, 2, 3]
const w: float[2, 1, 7, 5] = random(1, -1, 1)
c: y = Conv(x, w) {pads: [3, 2, 3, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 1, 2, 3]
const w: float[2, 1, 3, 5] = fill(nan)
c: y = Conv(x, w) {kernel_shape: [3, 5], pads: [1, 2, 1, 2], strides: [1, 1]}
output y
)"},
                                                       {"strides, dilations, SAME and weights that another node reads", R"(graph opset 13
input x: float[1, 1, 3, 3]
const w: float[1, 1, 5, 5] = random(1, -1, 1)
c: t = Conv(x, w) {auto_pad: "SAME_UPPER", dilations: [2, 2], strides: [2, 1]}
n: z = Neg(w)
output t
output z
)",
                                                        R"(graph opset 13
input x: float[1, 1, 3, 3]
const w: float[1, 1, 5, 5] = random(1, -1, 1)
const c_weight: float[1, 1, 3, 3] = fill(nan)
c: t = Conv(x, c_weight) {dilations: [2, 2], kernel_shape: [3, 3], pads: [2, 2, 2, 2], strides: [2, 1]}
n: z = Neg(w)
output t
output z
)"},
                                                       {"every element meets data somewhere", R"(graph opset 13
input x: float[1, 1, 4, 4]
const w: float[1, 1, 3, 3] = random(1, -1, 1)
c: y = Conv(x, w) {pads: [1, 1, 1, 1]}
output y
)",
                                                        nullptr},
                                                       {"a size that is not known", R"(graph opset 13
input x: float[1, 1, h, 2]
const w: float[1, 1, 7, 7] = random(1, -1, 1)
c: y = Conv(x, w) {pads: [3, 3, 3, 3]}
output y
)",
                                                        nullptr},
                                                       {"weights that are not fixed", R"(graph opset 13
input x: float[1, 1, 2, 2]
input w: float[1, 1, 7, 7]
c: y = Conv(x, w) {pads: [3, 3, 3, 3]}
output y
)",
                                                        nullptr},
                                                   });
