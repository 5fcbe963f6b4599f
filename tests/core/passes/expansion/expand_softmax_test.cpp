#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-softmax", {
                                                   {"an axis as input of the sum", R"(graph opset 13
input x: float[2, 3, 4, 4]
n: y = Softmax(x) {axis: 1}
output y
)",
                                                    R"(graph opset 13
input x: float[2, 3, 4, 4]
const sum_axes: int64[1] = {1}
n_ReduceMax: n_ReduceMax = ReduceMax(x) {axes: [1], keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMax) from ["n"]
n_Exp: n_Exp = Exp(n_Sub) from ["n"]
n_ReduceSum: n_ReduceSum = ReduceSum(n_Exp, sum_axes) {keepdims: 1} from ["n"]
n: y = Div(n_Exp, n_ReduceSum)
output y
)"},
                                                   {"the last axis by default, axes as inputs", R"(graph opset 18
input x: float[2, 3, 4, 4]
n: y = Softmax(x)
output y
)",
                                                    R"(graph opset 18
input x: float[2, 3, 4, 4]
const largest_axes: int64[1] = {3}
const sum_axes: int64[1] = {3}
n_ReduceMax: n_ReduceMax = ReduceMax(x, largest_axes) {keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMax) from ["n"]
n_Exp: n_Exp = Exp(n_Sub) from ["n"]
n_ReduceSum: n_ReduceSum = ReduceSum(n_Exp, sum_axes) {keepdims: 1} from ["n"]
n: y = Div(n_Exp, n_ReduceSum)
output y
)"},
                                                   {"the last axis at opset 11", R"(graph opset 11
input x: float[2, 3, 4, 4]
n: y = Softmax(x) {axis: -1}
output y
)",
                                                    R"(graph opset 11
input x: float[2, 3, 4, 4]
n_ReduceMax: n_ReduceMax = ReduceMax(x) {axes: [3], keepdims: 1} from ["n"]
n_Sub: n_Sub = Sub(x, n_ReduceMax) from ["n"]
n_Exp: n_Exp = Exp(n_Sub) from ["n"]
n_ReduceSum: n_ReduceSum = ReduceSum(n_Exp) {axes: [3], keepdims: 1} from ["n"]
n: y = Div(n_Exp, n_ReduceSum)
output y
)"},
                                                   {"several axes as one", R"(graph opset 11
input x: float[2, 3, 4, 4]
n: y = Softmax(x)
output y
)",
                                                    nullptr},
                                                   {"nothing to take the maximum of", R"(graph opset 13
input x: float[2, 0]
n: y = Softmax(x)
output y
)",
                                                    nullptr},
                                                   {"double", R"(graph opset 13
input x: double[2, 3, 4, 4]
n: y = Softmax(x)
output y
)",
                                                    nullptr},
                                               });
