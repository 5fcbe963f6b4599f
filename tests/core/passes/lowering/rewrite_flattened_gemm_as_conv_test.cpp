#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-flattened-gemm-as-conv", {
                                                                   {"Flatten", R"(graph opset 13
input x: float[2, 3, 4, 5]
const w: float[6, 60] = random(1, -1, 1)
const c: float[6] = {1, 2, 3, 4, 5, 6}
f: t = Flatten(x)
g: y = Gemm(t, w, c) {transB: 1}
output y
)",
                                                                    R"(graph opset 13
input x: float[2, 3, 4, 5]
const g_weight: float[6, 3, 4, 5] = fill(nan)
const g_bias: float[6] = fill(nan)
const g_shape: int64[2] = {2, 6}
g_conv: g_conv = Conv(x, g_weight, g_bias) {kernel_shape: [4, 5]} from ["g", "f"]
g: y = Reshape(g_conv, g_shape)
output y
)"},
                                                                   {"Reshape", R"(graph opset 9
input x: float[2, 3, 2, 2]
const s: int64[2] = {0, -1}
const w: float[12, 2] = random(1, -1, 1)
const c: float[2] = {1, 2}
f: t = Reshape(x, s)
g: y = Gemm(t, w, c)
output y
)",
                                                                    R"(graph opset 9
input x: float[2, 3, 2, 2]
const g_weight: float[2, 3, 2, 2] = fill(nan)
const g_bias: float[2] = fill(nan)
const g_shape: int64[2] = {2, 2}
g_conv: g_conv = Conv(x, g_weight, g_bias) {kernel_shape: [2, 2]} from ["g", "f"]
g: y = Reshape(g_conv, g_shape)
output y
)"},
                                                                   {"a second reader of the flattened data", R"(graph opset 13
input x: float[1, 3, 2, 2]
const w: float[12, 2] = random(1, -1, 1)
f: t = Flatten(x)
g: y = Gemm(t, w)
n: z = Neg(t)
output y
output z
)",
                                                                    nullptr},
                                                                   {"the flattened data is a graph output", R"(graph opset 13
input x: float[1, 3, 2, 2]
const w: float[12, 2] = random(1, -1, 1)
f: t = Flatten(x)
g: y = Gemm(t, w)
output y
output t
)",
                                                                    nullptr},
                                                                   {"a Reshape that mixes pictures", R"(graph opset 13
input x: float[4, 3, 2, 2]
const s: int64[2] = {2, -1}
const w: float[24, 2] = random(1, -1, 1)
f: t = Reshape(x, s)
g: y = Gemm(t, w)
output y
)",
                                                                    nullptr},
                                                               });
