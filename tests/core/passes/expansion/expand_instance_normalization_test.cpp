#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-instance-normalization", {
                                                                  {"over the places", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[3] = {1, 2, 3}
const b: float[3] = {4, 5, 6}
n: y = InstanceNormalization(x, s, b) {epsilon: 0.01}
output y
)",
                                                                   R"(graph opset 13
input x: float[2, 3, 4, 4]
const s_1: float[3, 1, 1] = {1, 2, 3}
const b_1: float[3, 1, 1] = {4, 5, 6}
const n_constant: float[] = {0.01}
n_ReduceMean: n_ReduceMean = ReduceMean(x) {axes: [2, 3], keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMean) from ["n"]
n_Mul: n_Mul = Mul(n_Sub, n_Sub) from ["n"]
n_ReduceMean_1: n_ReduceMean_1 = ReduceMean(n_Mul) {axes: [2, 3], keepdims: 1} from ["n"]
n_Add: n_Add = Add(n_ReduceMean_1, n_constant) from ["n"]
n_Sqrt: n_Sqrt = Sqrt(n_Add) from ["n"]
n_Div: n_Div = Div(n_Sub, n_Sqrt) from ["n"]
n_Mul_1: n_Mul_1 = Mul(n_Div, s_1) from ["n"]
n: y = Add(n_Mul_1, b_1)
output y
)"},
                                                                  {"computed scales", R"(graph opset 13
input x: float[2, 3, 4, 4]
input s: float[3]
const b: float[3] = {4, 5, 6}
n: y = InstanceNormalization(x, s, b)
output y
)",
                                                                   nullptr},
                                                                  {"scales that a caller may change", R"(graph opset 13
input x: float[2, 3, 4, 4]
input s: float[3] = {1, 2, 3}
const b: float[3] = {4, 5, 6}
n: y = InstanceNormalization(x, s, b)
output y
)",
                                                                   nullptr},
                                                                  {"double", R"(graph opset 13
input x: double[2, 3, 4, 4]
const s: double[3] = {1, 2, 3}
const b: double[3] = {4, 5, 6}
n: y = InstanceNormalization(x, s, b)
output y
)",
                                                                   nullptr},
                                                              });
