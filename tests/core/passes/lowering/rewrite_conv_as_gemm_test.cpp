#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("rewrite-conv-as-gemm", {
                                                         {"the kernel covers the picture", R"(graph opset 13
input x: float[2, 3, 4, 5]
const w: float[6, 3, 4, 5] = random(1, -1, 1)
const c: float[6] = {1, 2, 3, 4, 5, 6}
k: t = Conv(x, w, c)
n: y = Neg(t)
m: z = Exp(t)
output y
output z
)",
                                                          R"(graph opset 13
input x: float[2, 3, 4, 5]
const c: float[6] = {1, 2, 3, 4, 5, 6}
const k_matrix: float[6, 60] = fill(nan)
const k_shape: int64[4] = {2, 6, 1, 1}
n: y = Neg(t)
m: z = Exp(t)
k_flatten: k_flatten = Flatten(x) {axis: 1} from ["k"]
k_gemm: k_gemm = Gemm(k_flatten, k_matrix, c) {transB: 1} from ["k"]
k: t = Reshape(k_gemm, k_shape)
output y
output z
)"},
                                                         {"1x1 on 1x1", R"(graph opset 11
input x: float[batch, 3, 1, 1]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
k: y = Conv(x, w) {strides: [2, 2]}
output y
)",
                                                          R"(graph opset 11
input x: float[batch, 3, 1, 1]
const k_matrix: float[2, 3] = fill(nan)
const k_shape: int64[4] = {-1, 2, 1, 1}
k_flatten: k_flatten = Flatten(x) {axis: 1} from ["k"]
k_gemm: k_gemm = Gemm(k_flatten, k_matrix) {transB: 1} from ["k"]
k: y = Reshape(k_gemm, k_shape)
output y
)"},
                                                         {"padding", R"(graph opset 13
input x: float[1, 3, 4, 4]
const w: float[6, 3, 4, 4] = random(1, -1, 1)
k: y = Conv(x, w) {pads: [1, 0, 0, 0]}
output y
)",
                                                          nullptr},
                                                         {"groups", R"(graph opset 13
input x: float[1, 2, 1, 1]
const w: float[2, 1, 1, 1] = random(1, -1, 1)
k: y = Conv(x, w) {group: 2}
output y
)",
                                                          nullptr},
                                                         {"an opset whose Gemm needs a bias", R"(graph opset 10
input x: float[1, 3, 1, 1]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
k: y = Conv(x, w)
output y
)",
                                                          nullptr},
                                                     });
