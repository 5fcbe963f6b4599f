#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-pad-into-pool", {
                                                       {"zeros count in AveragePool", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 0, 0, 0, 1, 2}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 6, 6]
pool: y = AveragePool(x) {count_include_pad: 1, kernel_shape: [3, 3], pads: [1, 0, 1, 2], strides: [2, 2]} from ["pool", "pad"]
output y
)"},
                                                       {"own pads that count", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {count_include_pad: 1, kernel_shape: [3, 3], pads: [1, 1, 0, 0]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 6, 6]
pool: y = AveragePool(x) {count_include_pad: 1, kernel_shape: [3, 3], pads: [2, 2, 1, 1]} from ["pool", "pad"]
output y
)"},
                                                       {"minus infinity and MaxPool", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const v: float[] = {-inf}
pad: t = Pad(x, p, v)
pool: y = MaxPool(t) {kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 6, 6]
pool: y = MaxPool(x) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]} from ["pool", "pad"]
output y
)"},
                                                       {"zeros and MaxPool behind Relu", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
relu: r = Relu(x)
pad: t = Pad(r, p)
pool: y = MaxPool(t) {kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 6, 6]
relu: r = Relu(x)
pool: y = MaxPool(r) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]} from ["pool", "pad"]
output y
)"},
                                                       {"zeros and MaxPool behind Clip from 0", R"(graph opset 13
input x: float[1, 2, 6, 6]
const low: float[] = {0}
const high: float[] = {6}
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
clip: r = Clip(x, low, high)
pad: t = Pad(r, p)
pool: y = MaxPool(t) {kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 6, 6]
const low: float[] = {0}
const high: float[] = {6}
clip: r = Clip(x, low, high)
pool: y = MaxPool(r) {kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [2, 2]} from ["pool", "pad"]
output y
)"},
                                                       {"zeros and MaxPool of numbers of both signs", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(x, p)
pool: y = MaxPool(t) {kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        nullptr},
                                                       {"zeros and MaxPool behind Clip from -1", R"(graph opset 13
input x: float[1, 2, 6, 6]
const low: float[] = {-1}
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
clip: r = Clip(x, low)
pad: t = Pad(r, p)
pool: y = MaxPool(t) {kernel_shape: [3, 3]}
output y
)",
                                                        nullptr},
                                                       {"ones and MaxPool behind Relu", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const v: float[] = {1}
relu: r = Relu(x)
pad: t = Pad(r, p, v)
pool: y = MaxPool(t) {kernel_shape: [3, 3]}
output y
)",
                                                        nullptr},
                                                       {"minus infinity and AveragePool", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
const v: float[] = {-inf}
pad: t = Pad(x, p, v)
pool: y = AveragePool(t) {kernel_shape: [3, 3]}
output y
)",
                                                        nullptr},
                                                       {"own pads that do not count", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
output y
)",
                                                        nullptr},
                                                       {"ceil_mode", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {ceil_mode: 1, kernel_shape: [3, 3], strides: [2, 2]}
output y
)",
                                                        nullptr},
                                                       {"pads as large as the kernel", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 2, 2, 0, 0, 2, 2}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {kernel_shape: [2, 2]}
output y
)",
                                                        nullptr},
                                                       {"dilations", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
relu: r = Relu(x)
pad: t = Pad(r, p)
pool: y = MaxPool(t) {dilations: [2, 2], kernel_shape: [2, 2]}
output y
)",
                                                        nullptr},
                                                       {"indices", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
relu: r = Relu(x)
pad: t = Pad(r, p)
pool: y, i = MaxPool(t) {kernel_shape: [2, 2]}
output y
output i
)",
                                                        nullptr},
                                                       {"two readers", R"(graph opset 13
input x: float[1, 2, 6, 6]
const p: int64[8] = {0, 0, 1, 1, 0, 0, 1, 1}
pad: t = Pad(x, p)
pool: y = AveragePool(t) {kernel_shape: [3, 3]}
neg: z = Neg(t)
output y
output z
)",
                                                        nullptr},
                                                   });
