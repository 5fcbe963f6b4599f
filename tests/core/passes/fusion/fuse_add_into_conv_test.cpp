#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-add-into-conv", {
                                                       {"behind MatMul of three dimensions", R"(graph opset 13
input x: float[1, 2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const k: float[2] = {2, 10}
mm: t = MatMul(x, w)
op: y = Add(t, k)
output y
)",
                                                        nullptr},
                                                       {"Add behind MatMul, which another pass takes", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const k: float[2] = {2, 10}
mm: t = MatMul(x, w)
op: y = Add(t, k)
output y
)",
                                                        nullptr},
                                                       {"Sub behind MatMul of matrices", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const k: float[2] = {-2, -10}
mm: t = MatMul(x, w)
op: y = Sub(t, k)
output y
)",
                                                        R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const mm_bias: float[2] = {2, 10}
mm: y = Gemm(x, w, mm_bias) from ["mm", "op"]
output y
)"},

                                                       {"no bias yet", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const k: float[1, 2, 1, 1] = {2, -3}
conv: t = Conv(x, w)
add: u = Add(k, t)
relu: y = Relu(u)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = fill(nan)
const conv_bias: float[2] = {2, -3}
conv: u = Conv(x, w, conv_bias) from ["conv", "add"]
relu: y = Relu(u)
output y
)"},
                                                       {"Sub, padded convolution, shared bias", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w1: float[2, 2, 3, 3] = random(1, -1, 1)
const w2: float[2, 2, 3, 3] = random(2, -1, 1)
const b: float[2] = {1, 2}
const k: float[] = {0.5}
conv1: t = Conv(x, w1, b) {pads: [1, 1, 1, 1]}
sub: u = Sub(t, k)
conv2: y = Conv(u, w2, b)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 2, 4, 4]
const w1: float[2, 2, 3, 3] = fill(nan)
const w2: float[2, 2, 3, 3] = random(2, -1, 1)
const b: float[2] = {1, 2}
const conv1_bias: float[2] = {0.5, 1.5}
conv1: u = Conv(x, w1, conv1_bias) {pads: [1, 1, 1, 1]} from ["conv1", "sub"]
conv2: y = Conv(u, w2, b)
output y
)"},
                                                       {"a residual connection", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
conv: t = Conv(x, w)
add: u = Add(t, x)
relu: y = Relu(u)
output y
)",
                                                        nullptr},
                                                       {"the value from the constant", R"(graph opset 13
input x: float[1, 2, 4, 4]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const k: float[1] = {2}
conv: t = Conv(x, w)
sub: y = Sub(k, t)
output y
)",
                                                        nullptr},
                                                       {"a constant map", R"(graph opset 13
input x: float[1, 2, 2, 2]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const k: float[1, 2, 2, 2] = random(2, -1, 1)
conv: t = Conv(x, w)
add: y = Add(t, k)
output y
)",
                                                        nullptr},
                                                       {"along the width", R"(graph opset 13
input x: float[1, 2, 2, 2]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const k: float[2] = {1, 2}
conv: t = Conv(x, w)
add: y = Add(t, k)
output y
)",
                                                        nullptr},
                                                       {"a bias that is computed", R"(graph opset 13
input x: float[1, 2, 2, 2]
input b: float[2]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const k: float[1] = {1}
conv: t = Conv(x, w, b)
add: y = Add(t, k)
output y
)",
                                                        nullptr},
                                                       {"a second reader", R"(graph opset 13
input x: float[1, 2, 2, 2]
const w: float[2, 2, 1, 1] = random(1, -1, 1)
const k: float[1] = {1}
conv: t = Conv(x, w)
add: u = Add(t, k)
mul: y = Mul(t, u)
output y
)",
                                                        nullptr},
                                                   });
