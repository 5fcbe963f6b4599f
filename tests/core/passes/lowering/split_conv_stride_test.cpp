#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("split-conv-stride", {
                                                      {"the first layer of SegFormer", R"(graph opset 13
input x: float[1, 2, 13, 12]
const w: float[2, 2, 7, 7] = random(1, -1, 1)
const c: float[2] = {1, 2}
k: t = Conv(x, w, c) {strides: [4, 4], pads: [3, 3, 3, 3]}
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                       R"(graph opset 13
input x: float[1, 2, 13, 12]
const w: float[2, 2, 7, 7] = random(1, -1, 1)
const c: float[2] = {1, 2}
n: y = Neg(t)
m: z = Exp(t)
k_conv: k_conv = Conv(x, w, c) {group: 1, kernel_shape: [7, 7], pads: [3, 3, 3, 3], strides: [1, 1]} from ["k"]
k: t = MaxPool(k_conv) {kernel_shape: [1, 1], pads: [0, 0, 0, 0], strides: [4, 4]}
output y
output z
)"},
                                                      {"stride 2", R"(graph opset 13
input x: float[1, 1, 13, 13]
const w: float[1, 1, 7, 7] = random(1, -1, 1)
k: y = Conv(x, w) {strides: [2, 2]}
output y
)",
                                                       nullptr},
                                                      {"another kernel", R"(graph opset 13
input x: float[1, 1, 13, 13]
const w: float[1, 1, 5, 5] = random(1, -1, 1)
k: y = Conv(x, w) {strides: [4, 4]}
output y
)",
                                                       nullptr},
                                                  });
