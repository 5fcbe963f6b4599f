#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("fuse-mul-into-conv", {
                                                       {"behind MatMul of matrices", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const k: float[2] = {2, 10}
mm: t = MatMul(x, w)
op: y = Mul(t, k)
output y
)",
                                                        R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {2, 20, 6, 40, 10, 60}
mm: y = MatMul(x, w) from ["mm", "op"]
output y
)"},

                                                       {"per channel, constant first", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
const k: float[2, 1, 1] = {2, -3}
conv: t = Conv(x, w, b)
mul: y = Mul(k, t)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = fill(nan)
const b: float[2] = {2, -6}
conv: y = Conv(x, w, b) from ["conv", "mul"]
output y
)"},
                                                       {"a scalar, no bias, and a division after it", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = fill(1)
const k: float[] = {3}
const d: float[1, 2, 1, 1] = {2, 4}
conv: t = Conv(x, w)
mul: u = Mul(t, k)
div: y = Div(u, d)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = {1.5, 1.5, 1.5, 0.75, 0.75, 0.75}
conv: y = Conv(x, w) from ["conv", "mul", "div"]
output y
)"},
                                                       {"behind Gemm", R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {1, 2, 3, 4, 5, 6}
const c: float[2] = {1, 1}
const k: float[2] = {2, 10}
fc: t = Gemm(x, w, c) {beta: 0.5}
mul: y = Mul(t, k)
output y
)",
                                                        R"(graph opset 13
input x: float[2, 3]
const w: float[3, 2] = {2, 20, 6, 40, 10, 60}
const c: float[2] = {1, 5}
fc: y = Gemm(x, w, c) {beta: 1.0} from ["fc", "mul"]
output y
)"},
                                                       {"the factors have a second reader", R"(graph opset 13
input x: float[1, 1, 4, 4]
const w: float[1, 1, 1, 1] = {3}
const k: float[1] = {2}
conv: t = Conv(x, w)
mul: u = Mul(t, k)
add: y = Add(u, k)
output y
)",
                                                        R"(graph opset 13
input x: float[1, 1, 4, 4]
const w: float[1, 1, 1, 1] = {6}
const k: float[1] = {2}
conv: u = Conv(x, w) from ["conv", "mul"]
add: y = Add(u, k)
output y
)"},
                                                       {"along the width", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[4, 3, 1, 1] = random(1, -1, 1)
const k: float[4] = {1, 2, 3, 4}
conv: t = Conv(x, w)
mul: y = Mul(t, k)
output y
)",
                                                        nullptr},
                                                       {"one channel that widens", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[1, 3, 1, 1] = random(1, -1, 1)
const k: float[4, 1, 1] = {1, 2, 3, 4}
conv: t = Conv(x, w)
mul: y = Mul(t, k)
output y
)",
                                                        nullptr},
                                                       {"a rank that widens", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const k: float[1, 1, 1, 1, 1] = {2}
conv: t = Conv(x, w)
mul: y = Mul(t, k)
output y
)",
                                                        nullptr},
                                                       {"the constant over the value", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, 1, 2)
const k: float[1] = {2}
conv: t = Conv(x, w)
div: y = Div(k, t)
output y
)",
                                                        nullptr},
                                                       {"division by zero", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const k: float[1] = {0}
conv: t = Conv(x, w)
div: y = Div(t, k)
output y
)",
                                                        nullptr},
                                                       {"a square", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
conv: t = Conv(x, w)
mul: y = Mul(t, t)
output y
)",
                                                        nullptr},
                                                       {"the convolution is a graph output", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const k: float[1] = {2}
conv: t = Conv(x, w)
mul: y = Mul(t, k)
output y
output t
)",
                                                        nullptr},
                                                       {"factors that are a graph input", R"(graph opset 13
input x: float[1, 3, 4, 4]
input k: float[1] = {2}
const w: float[2, 3, 1, 1] = random(1, -1, 1)
conv: t = Conv(x, w)
mul: y = Mul(t, k)
output y
)",
                                                        nullptr},
                                                   });
