#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-conv-transpose-groups", {
                                                                {"two groups with bias", R"(graph opset 13
input x: float[1, 4, 3, 3]
const w: float[4, 2, 2, 2] = random(1, -1, 1)
const c: float[4] = {1, 2, 3, 4}
k: t = ConvTranspose(x, w, c) {group: 2, strides: [2, 2]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                                 R"(graph opset 13
input x: float[1, 4, 3, 3]
const k_split: int64[2] = {2, 2}
const k_weight: float[2, 2, 2, 2] = fill(nan)
const k_bias: float[2] = fill(nan)
const k_weight_1: float[2, 2, 2, 2] = fill(nan)
const k_bias_1: float[2] = fill(nan)
n: y = Neg(t)
m: z = Exp(t)
k_split: k_split_1, k_split_2 = Split(x, k_split) {axis: 1} from ["k"]
k_convtranspose: k_convtranspose = ConvTranspose(k_split_1, k_weight, k_bias) {strides: [2, 2]} from ["k"]
k_convtranspose_1: k_convtranspose_1 = ConvTranspose(k_split_2, k_weight_1, k_bias_1) {strides: [2, 2]} from ["k"]
k: t = Concat(k_convtranspose, k_convtranspose_1) {axis: 1}
output y
output z
)"},
                                                                {"older opset", R"(graph opset 11
input x: float[1, 4, 3]
const w: float[4, 1, 2] = random(1, -1, 1)
k: y = ConvTranspose(x, w) {group: 2}
output y
)",
                                                                 R"(graph opset 11
input x: float[1, 4, 3]
const k_weight: float[2, 1, 2] = fill(nan)
const k_weight_1: float[2, 1, 2] = fill(nan)
k_split: k_split, k_split_1 = Split(x) {axis: 1, split: [2, 2]} from ["k"]
k_convtranspose: k_convtranspose = ConvTranspose(k_split, k_weight) from ["k"]
k_convtranspose_1: k_convtranspose_1 = ConvTranspose(k_split_1, k_weight_1) from ["k"]
k: y = Concat(k_convtranspose, k_convtranspose_1) {axis: 1}
output y
)"},
                                                                {"depthwise", R"(graph opset 13
input x: float[1, 2, 3, 3]
const w: float[2, 1, 2, 2] = random(1, -1, 1)
k: y = ConvTranspose(x, w) {group: 2}
output y
)",
                                                                 nullptr},
                                                                {"weights that come at run time", R"(graph opset 13
input x: float[1, 4, 3, 3]
input w: float[4, 1, 2, 2]
k: y = ConvTranspose(x, w) {group: 2}
output y
)",
                                                                 nullptr},
                                                            });
