#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-batch-norm-into-conv", {
                                                              {"behind MatMul of three dimensions", R"(graph opset 13
input x: float[1, 2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const s: float[2] = {2, 3}
const b: float[2] = {1, 2}
const m: float[2] = {0.5, 0.25}
const v: float[2] = {1, 4}
mm: t = MatMul(x, w)
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               nullptr},
                                                              {"behind MatMul of matrices", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const s: float[2] = {2, 3}
const b: float[2] = {1, 2}
const m: float[2] = {0.5, 0.25}
const v: float[2] = {1, 4}
mm: t = MatMul(x, w)
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = fill(nan)
const mm_bias: float[2] = fill(nan)
mm: y = Gemm(x, w, mm_bias) from ["mm", "bn"]
output y
)"},

                                                              {"Conv without bias", R"(graph opset 13
input x: float[1, 3, 5, 5]
const w: float[4, 3, 3, 3] = random(1, -1, 1)
const s: float[4] = random(2, 0.5, 2)
const b: float[4] = random(3, -1, 1)
const m: float[4] = random(4, -1, 1)
const v: float[4] = random(5, 0.5, 2)
conv: t = Conv(x, w) {pads: [1, 1, 1, 1]}
bn: u = BatchNormalization(t, s, b, m, v) {epsilon: 0.001}
relu: y = Relu(u)
output y
)",
                                                               R"(graph opset 13
input x: float[1, 3, 5, 5]
const w: float[4, 3, 3, 3] = fill(nan)
const conv_bias: float[4] = fill(nan)
conv: u = Conv(x, w, conv_bias) {pads: [1, 1, 1, 1]} from ["conv", "bn"]
relu: y = Relu(u)
output y
)"},
                                                              {"depthwise Conv with bias, result is a graph output", R"(graph opset 9
input x: float[2, 4, 5, 5]
const w: float[4, 1, 3, 3] = random(1, -1, 1)
const c: float[4] = random(9, -1, 1)
const s: float[4] = random(2, -2, 2)
const b: float[4] = random(3, -1, 1)
const m: float[4] = random(4, -1, 1)
const v: float[4] = random(5, 0.5, 2)
conv: t = Conv(x, w, c) {group: 4, strides: [2, 2]}
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               R"(graph opset 9
input x: float[2, 4, 5, 5]
const w: float[4, 1, 3, 3] = fill(nan)
const c: float[4] = fill(nan)
conv: y = Conv(x, w, c) {group: 4, strides: [2, 2]} from ["conv", "bn"]
output y
)"},
                                                              {"ConvTranspose in groups", R"(graph opset 13
input x: float[1, 4, 3, 3]
const w: float[4, 3, 2, 2] = random(1, -1, 1)
const s: float[6] = random(2, 0.5, 2)
const b: float[6] = random(3, -1, 1)
const m: float[6] = random(4, -1, 1)
const v: float[6] = random(5, 0.5, 2)
conv: t = ConvTranspose(x, w) {group: 2, strides: [2, 2]}
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               R"(graph opset 13
input x: float[1, 4, 3, 3]
const w: float[4, 3, 2, 2] = fill(nan)
const conv_bias: float[6] = fill(nan)
conv: y = ConvTranspose(x, w, conv_bias) {group: 2, strides: [2, 2]} from ["conv", "bn"]
output y
)"},
                                                              {"Gemm with alpha, beta and a scalar C", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[] = {0.75}
const s: float[4] = random(2, 0.5, 2)
const b: float[4] = random(3, -1, 1)
const m: float[4] = random(4, -1, 1)
const v: float[4] = random(5, 0.5, 2)
fc: t = Gemm(x, w, c) {alpha: 0.5, beta: 2.0}
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3]
const w: float[3, 4] = fill(nan)
const c: float[4] = fill(nan)
fc: y = Gemm(x, w, c) {alpha: 0.5, beta: 1.0} from ["fc", "bn"]
output y
)"},
                                                              {"Gemm with transposed weights", R"(graph opset 13
input x: float[2, 3]
const w: float[4, 3] = random(1, -1, 1)
const c: float[1, 4] = random(8, -1, 1)
const s: float[4] = random(2, 0.5, 2)
const b: float[4] = random(3, -1, 1)
const m: float[4] = random(4, -1, 1)
const v: float[4] = random(5, 0.5, 2)
fc: t = Gemm(x, w, c) {transB: 1}
bn: y = BatchNormalization(t, s, b, m, v)
output y
)",
                                                               R"(graph opset 13
input x: float[2, 3]
const w: float[4, 3] = fill(nan)
const c: float[4] = fill(nan)
fc: y = Gemm(x, w, c) {transB: 1} from ["fc", "bn"]
output y
)"},
                                                              {"weights that two convolutions share", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
const b: float[2] = {1, -1}
const m: float[2] = {0.5, 0}
const v: float[2] = {1, 2}
conv1: t = Conv(x, w)
bn: u = BatchNormalization(t, s, b, m, v)
conv2: y = Conv(u, w)
output y
)",
                                                               R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const conv1_weight: float[2, 2, 1, 1] = fill(nan)
const conv1_bias: float[2] = fill(nan)
conv1: u = Conv(x, conv1_weight, conv1_bias) from ["conv1", "bn"]
conv2: y = Conv(u, w)
output y
)"},
                                                              {"parameters that two normalizations share", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w1: float[2, 2, 1, 1] = random(1, -1, 1)
const w2: float[2, 2, 1, 1] = random(2, -1, 1)
const s: float[2] = {2, 0.5}
const v: float[2] = {1, 2}
conv1: t = Conv(x, w1)
bn1: u = BatchNormalization(t, s, s, s, v)
conv2: q = Conv(u, w2)
bn2: y = BatchNormalization(q, s, s, s, v)
output y
)",
                                                               R"(graph opset 13
input x: float[1, 2, 4, 4]
const w1: float[2, 2, 1, 1] = fill(nan)
const w2: float[2, 2, 1, 1] = fill(nan)
const conv1_bias: float[2] = fill(nan)
const conv2_bias: float[2] = fill(nan)
conv1: u = Conv(x, w1, conv1_bias) from ["conv1", "bn1"]
conv2: y = Conv(u, w2, conv2_bias) from ["conv2", "bn2"]
output y
)"},
                                                              {"a second reader of the convolution", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: u = BatchNormalization(t, s, s, s, s)
add: y = Add(t, u)
output y
)",
                                                               nullptr},
                                                              {"the convolution is a graph output", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: u = BatchNormalization(t, s, s, s, s)
output u
output t
)",
                                                               nullptr},
                                                              {"a body reads the convolution", R"(graph opset 13
input x: float[1, 2, 4, 4]
input c: bool[]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: u = BatchNormalization(t, s, s, s, s)
if: y = If(c) {then_branch: graph { i: a = Neg(t) output a }, else_branch: graph { e: b = Exp(u) output b }}
output y
)",
                                                               nullptr},
                                                              {"training", R"(graph opset 14
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, s) {training_mode: 1}
output y
)",
                                                               nullptr},
                                                              {"weights that are computed", R"(graph opset 13
input x: float[1, 2, 4, 4]
input w: float[2, 2, 1, 1]
const s: float[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, s)
output y
)",
                                                               nullptr},
                                                              {"a scale that is a graph input", R"(graph opset 13
input x: float[1, 2, 4, 4]
input s: float[2] = {2, 0.5}
const w: float[2, 2, 1, 1] = random(1, -1, 1)
conv: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, s)
output y
)",
                                                               nullptr},
                                                              {"a variance that gives infinity", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const s: float[2] = {2, 0.5}
const v: float[2] = {0, 1}
conv: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, v) {epsilon: 0.0}
output y
)",
                                                               nullptr},
                                                              {"a C of Gemm that varies by row", R"(graph opset 13
input x: float[4, 3]
const w: float[3, 4] = random(1, -1, 1)
const c: float[4, 1] = {1, 2, 3, 4}
const s: float[4] = random(2, 0.5, 2)
fc: t = Gemm(x, w, c)
bn: y = BatchNormalization(t, s, s, s, s)
output y
)",
                                                               nullptr},
                                                              {"double weights", R"(graph opset 13
input x: double[1, 2, 4, 4]
const w: double[2, 2, 1, 1] = random(1, -1, 1)
const s: double[2] = {2, 0.5}
conv: t = Conv(x, w)
bn: y = BatchNormalization(t, s, s, s, s)
output y
)",
                                                               nullptr},
                                                          });
