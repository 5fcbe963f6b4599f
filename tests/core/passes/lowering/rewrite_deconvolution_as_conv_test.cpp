#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-deconvolution-as-conv", {
                                                                  {"kernel and stride are equal", R"(graph opset 13
input x: float[1, 3, 2, 3]
const w: float[3, 2, 2, 2] = random(1, -1, 1)
const c: float[2] = {1, 2}
k: t = ConvTranspose(x, w, c) {strides: [2, 2]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                   R"(graph opset 13
input x: float[1, 3, 2, 3]
const k_weight: float[8, 3, 1, 1] = fill(nan)
const k_bias: float[8] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
k_conv: k_conv = Conv(x, k_weight, k_bias) {kernel_shape: [1, 1], pads: [0, 0, 0, 0]} from ["k"]
k: t = DepthToSpace(k_conv) {blocksize: 2}
output y
output z
)"},
                                                                  {"overlapping kernels, padding", R"(graph opset 9
input x: float[1, 2, 3, 3]
const w: float[2, 1, 3, 4] = random(1, -1, 1)
k: y = ConvTranspose(x, w) {strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 0]}
output y
)",
                                                                   R"(graph opset 9
input x: float[1, 2, 3, 3]
const k_weight: float[4, 2, 2, 2] = fill(nan)
k_conv: k_conv = Conv(x, k_weight) {kernel_shape: [2, 2], pads: [1, 1, 1, 1]} from ["k"]
k_depthtospace: k_depthtospace = DepthToSpace(k_conv) {blocksize: 2} from ["k"]
k_slice: k_slice = Slice(k_depthtospace) {axes: [2], ends: [7], starts: [1]} from ["k"]
k: y = Slice(k_slice) {axes: [3], ends: [7], starts: [1]}
output y
)"},
                                                                  {"stride 1", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 1, 3, 3] = random(1, -1, 1)
k: y = ConvTranspose(x, w)
output y
)",
                                                                   nullptr},
                                                                  {"groups", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 1, 2, 2] = random(1, -1, 1)
k: y = ConvTranspose(x, w) {group: 2, strides: [2, 2]}
output y
)",
                                                                   nullptr},
                                                                  {"rows beyond the kernel", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 1, 2, 2] = random(1, -1, 1)
k: y = ConvTranspose(x, w) {strides: [2, 2], output_padding: [1, 1]}
output y
)",
                                                                   nullptr},
                                                              });
