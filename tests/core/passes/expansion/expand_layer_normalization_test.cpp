#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-layer-normalization", {
                                                               {"with a bias", R"(graph opset 17
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
n: y = LayerNormalization(x, s, b) {epsilon: 0.01}
output y
)",
                                                                R"(graph opset 17
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
const n_constant: float[] = {0.01}
n_ReduceMean: n_ReduceMean = ReduceMean(x) {axes: [3], keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMean) from ["n"]
n_Mul: n_Mul = Mul(n_Sub, n_Sub) from ["n"]
n_ReduceMean_1: n_ReduceMean_1 = ReduceMean(n_Mul) {axes: [3], keepdims: 1} from ["n"]
n_Add: n_Add = Add(n_ReduceMean_1, n_constant) from ["n"]
n_Sqrt: n_Sqrt = Sqrt(n_Add) from ["n"]
n_Div: n_Div = Div(n_Sub, n_Sqrt) from ["n"]
n_Mul_1: n_Mul_1 = Mul(n_Div, s) from ["n"]
n: y = Add(n_Mul_1, b)
output y
)"},
                                                               {"two axes, no bias, axes as inputs, unused outputs", R"(graph opset 18
input x: float[2, 3, 4, 4]
const s: float[4, 4] = random(1, 1, 2)
n: y, mean, deviation = LayerNormalization(x, s) {axis: 2, epsilon: 0.01}
output y
)",
                                                                R"(graph opset 18
input x: float[2, 3, 4, 4]
const s: float[4, 4] = random(1, 1, 2)
const n_constant: float[] = {0.01}
const mean_axes: int64[2] = {2, 3}
const variance_axes: int64[2] = {2, 3}
n_ReduceMean: n_ReduceMean = ReduceMean(x, mean_axes) {keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMean) from ["n"]
n_Mul: n_Mul = Mul(n_Sub, n_Sub) from ["n"]
n_ReduceMean_1: n_ReduceMean_1 = ReduceMean(n_Mul, variance_axes) {keepdims: 1} from ["n"]
n_Add: n_Add = Add(n_ReduceMean_1, n_constant) from ["n"]
n_Sqrt: n_Sqrt = Sqrt(n_Add) from ["n"]
n_Div: n_Div = Div(n_Sub, n_Sqrt) from ["n"]
n: y = Mul(n_Div, s)
output y
)"},
                                                               {"a mean that somebody reads", R"(graph opset 17
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
n: y, mean = LayerNormalization(x, s, b)
output y
output mean
)",
                                                                nullptr},
                                                               {"double", R"(graph opset 17
input x: double[2, 3, 4, 4]
const s: double[4] = {1, 2, 3, 4}
const b: double[4] = {5, 6, 7, 8}
n: y = LayerNormalization(x, s, b)
output y
)",
                                                                nullptr},
                                                           });
