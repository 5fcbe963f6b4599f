#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-affine-before-conv", {
                                                            {"a factor per channel, with padding", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(k, x)
conv: y = Conv(t, w, b) {pads: [1, 1, 1, 1]}
output y
)",
                                                             R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[3, 2, 1, 1] = {2, 3, 2, 3, 2, 3}
const b: float[3] = {1, 2, 3}
conv: y = Conv(x, w, b) {pads: [1, 1, 1, 1]} from ["conv", "pre"]
output y
)"},
                                                            {"a division in front of groups", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[1, 2, 1, 1] = {2, 4}
const w: float[4, 1, 1, 1] = fill(1)
const b: float[4] = fill(1)
pre: t = Div(x, k)
conv: y = Conv(t, w, b) {group: 2}
output y
)",
                                                             R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[4, 1, 1, 1] = {0.5, 0.5, 0.25, 0.25}
const b: float[4] = fill(1)
conv: y = Conv(x, w, b) {group: 2} from ["conv", "pre"]
output y
)"},
                                                            {"a sum without padding", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Add(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {6, 7, 8}
conv: y = Conv(x, w, b) from ["conv", "pre"]
output y
)"},
                                                            {"a difference, no bias yet", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[] = {2}
const w: float[3, 2, 1, 1] = fill(1)

pre: t = Sub(x, k)
conv: y = Conv(t, w)
output y
)",
                                                             R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[3, 2, 1, 1] = fill(1)
const conv_bias: float[3] = fill(-4)
conv: y = Conv(x, w, conv_bias) from ["conv", "pre"]
output y
)"},
                                                            {"a normalization", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2] = {2, 3}
const o: float[2] = {1, 2}
const m: float[2] = {0.5, 0.25}
const v: float[2] = {1, 4}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = BatchNormalization(x, k, o, m, v)
conv: y = Conv(t, w, b)
output y
)",
                                                             R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[3, 2, 1, 1] = fill(nan)
const b: float[3] = fill(nan)
conv: y = Conv(x, w, b) from ["conv", "pre"]
output y
)"},
                                                            {"in front of Gemm with alpha and beta", R"(graph opset 13
input x: float[2, 3]
const k: float[3] = {1, 2, 3}
const w: float[2, 3] = fill(1)
const b: float[2] = {2, 4}
pre: t = Sub(x, k)
conv: y = Gemm(t, w, b) {transB: 1, alpha: 2.0, beta: 0.5}
output y
)",
                                                             R"(graph opset 13
input x: float[2, 3]
const w: float[2, 3] = fill(1)
const b: float[2] = {-11, -10}
conv: y = Gemm(x, w, b) {transB: 1, alpha: 2.0, beta: 1.0} from ["conv", "pre"]
output y
)"},
                                                            {"in front of MatMul of three dimensions", R"(graph opset 13
input x: float[2, 2, 3]
const k: float[3] = {1, 2, 3}
const w: float[3, 2] = fill(1)

pre: t = Mul(x, k)
conv: y = MatMul(t, w)
output y
)",
                                                             R"(graph opset 13
input x: float[2, 2, 3]
const w: float[3, 2] = {1, 1, 2, 2, 3, 3}

conv: y = MatMul(x, w) from ["conv", "pre"]
output y
)"},
                                                            {"a sum in front of MatMul of matrices", R"(graph opset 13
input x: float[2, 3]
const k: float[3] = {1, 2, 3}
const w: float[3, 2] = fill(1)

pre: t = Add(x, k)
conv: y = MatMul(t, w)
output y
)",
                                                             R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = fill(1)
const conv_bias: float[2] = fill(6)
conv: y = Gemm(x, w, conv_bias) from ["conv", "pre"]
output y
)"},
                                                            {"a sum in front of MatMul of three dimensions", R"(graph opset 13
input x: float[2, 2, 3]
const k: float[3] = {1, 2, 3}
const w: float[3, 2] = fill(1)

pre: t = Add(x, k)
conv: y = MatMul(t, w)
output y
)",
                                                             nullptr},
                                                            {"a sum in front of padding", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Add(x, k)
conv: y = Conv(t, w, b) {pads: [1, 1, 1, 1]}
output y
)",
                                                             nullptr},
                                                            {"a sum in front of padding as needed", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Add(x, k)
conv: y = Conv(t, w, b) {auto_pad: "SAME_UPPER"}
output y
)",
                                                             nullptr},
                                                            {"a normalization in front of padding", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2] = {2, 3}
const o: float[2] = {1, 2}
const m: float[2] = {0.5, 0.25}
const v: float[2] = {1, 4}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = BatchNormalization(x, k, o, m, v)
conv: y = Conv(t, w, b) {pads: [1, 1, 1, 1]}
output y
)",
                                                             nullptr},
                                                            {"along the width", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[4] = {1, 2, 3, 4}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"one channel that widens", R"(graph opset 13
input x: float[1, 1, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"a rank that widens", R"(graph opset 13
input x: float[2, 4, 4]
const k: float[1, 1, 1, 1] = {2}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"the constant over the value", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Div(k, x)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"division by zero", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[] = {0}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Div(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"two computed values", R"(graph opset 13
input x: float[1, 2, 4, 4]

const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, x)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"factors that a caller may change", R"(graph opset 13
input x: float[1, 2, 4, 4]
input k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"a computed bias", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
input b: float[3]
pre: t = Add(x, k)
conv: y = Conv(t, w, b)
output y
)",
                                                             nullptr},
                                                            {"rows of a transposed first factor", R"(graph opset 13
input x: float[3, 2]
const k: float[2] = {1, 2}
const w: float[3, 2] = fill(1)

pre: t = Mul(x, k)
conv: y = Gemm(t, w) {transA: 1}
output y
)",
                                                             nullptr},
                                                            {"a second reader", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
r: z = Relu(t)
output z
)",
                                                             nullptr},
                                                            {"a graph output", R"(graph opset 13
input x: float[1, 2, 4, 4]
const k: float[2, 1, 1] = {2, 3}
const w: float[3, 2, 1, 1] = fill(1)
const b: float[3] = {1, 2, 3}
pre: t = Mul(x, k)
conv: y = Conv(t, w, b)
output y
output t
)",
                                                             nullptr},
                                                        });
