#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("lift-1d-to-2d", {
                                                  {"Conv and pool", R"(graph opset 13
input x: float[1, 2, 9]
const w: float[3, 2, 3] = random(1, -1, 1)
k: t = Conv(x, w) {strides: [2], pads: [1, 0], dilations: [2]}
p: y = MaxPool(t) {kernel_shape: [2], auto_pad: "SAME_UPPER"}
output y
)",
                                                   R"(graph opset 13
input x: float[1, 2, 9]
const k_axes: int64[1] = {2}
const k_weight: float[3, 2, 1, 3] = fill(nan)
const k_axes_1: int64[1] = {2}
const p_axes: int64[1] = {2}
const p_axes_1: int64[1] = {2}
k_unsqueeze: k_unsqueeze = Unsqueeze(x, k_axes) from ["k"]
k_conv: k_conv = Conv(k_unsqueeze, k_weight) {dilations: [1, 2], pads: [0, 1, 0, 0], strides: [1, 2]} from ["k"]
k: t = Squeeze(k_conv, k_axes_1)
p_unsqueeze: p_unsqueeze = Unsqueeze(t, p_axes) from ["p"]
p_maxpool: p_maxpool = MaxPool(p_unsqueeze) {auto_pad: "SAME_UPPER", kernel_shape: [1, 2]} from ["p"]
p: y = Squeeze(p_maxpool, p_axes_1)
output y
)"},
                                                  {"older opset, weights that come at run time, a mean over all", R"(graph opset 9
input x: float[1, 2, 5]
input w: float[2, 3, 3]
k: t = ConvTranspose(x, w) {strides: [2], output_padding: [1]}
n: z = Neg(t)
p: y = GlobalAveragePool(t)
output y
output z
)",
                                                   R"(graph opset 9
input x: float[1, 2, 5]
input w: float[2, 3, 3]
n: z = Neg(t)
k_unsqueeze: k_unsqueeze = Unsqueeze(x) {axes: [2]} from ["k"]
k_unsqueeze_1: k_unsqueeze_1 = Unsqueeze(w) {axes: [2]} from ["k"]
k_convtranspose: k_convtranspose = ConvTranspose(k_unsqueeze, k_unsqueeze_1) {output_padding: [0, 1], strides: [1, 2]} from ["k"]
k: t = Squeeze(k_convtranspose) {axes: [2]}
p_unsqueeze: p_unsqueeze = Unsqueeze(t) {axes: [2]} from ["p"]
p_globalaveragepool: p_globalaveragepool = GlobalAveragePool(p_unsqueeze) from ["p"]
p: y = Squeeze(p_globalaveragepool) {axes: [2]}
output y
output z
)"},
                                                  {"two spatial axes", R"(graph opset 13
input x: float[1, 2, 9, 9]
p: y = MaxPool(x) {kernel_shape: [2, 2]}
output y
)",
                                                   nullptr},
                                                  {"indices", R"(graph opset 13
input x: float[1, 2, 9]
p: y, z = MaxPool(x) {kernel_shape: [2]}
output y
output z
)",
                                                   nullptr},
                                              });
