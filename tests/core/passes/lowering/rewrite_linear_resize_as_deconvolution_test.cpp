#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-linear-resize-as-deconvolution", {
                                                                           {"an even and an odd factor", R"(graph opset 13
input x: float[1, 2, 3, 4]
const s: float[4] = {1, 1, 2, 3}
r: t = Resize(x, _, s) {mode: "linear"}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                            R"(graph opset 13
input x: float[1, 2, 3, 4]
const r_pads: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const r_weight: float[2, 1, 4, 5] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
r_pad: r_pad = Pad(x, r_pads) {mode: "edge"} from ["r"]
r: t = ConvTranspose(r_pad, r_weight) {group: 2, kernel_shape: [4, 5], pads: [3, 4, 3, 4], strides: [2, 3]}
output y
output z
)"},
                                                                           {"other coordinates", R"(graph opset 13
input x: float[1, 2, 3, 4]
const s: float[4] = {1, 1, 2, 2}
r: y = Resize(x, _, s) {mode: "linear", coordinate_transformation_mode: "asymmetric"}
output y
)",
                                                                            nullptr},
                                                                           {"a size that is not known", R"(graph opset 13
input x: float[1, 2, h, 4]
const s: float[4] = {1, 1, 2, 2}
r: y = Resize(x, _, s) {mode: "linear"}
output y
)",
                                                                            nullptr},
                                                                       });
