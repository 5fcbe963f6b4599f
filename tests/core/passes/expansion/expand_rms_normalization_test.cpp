#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-rms-normalization", {
                                                             {"of ai.onnx", R"(graph opset 23
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
n: y = RMSNormalization(x, s) {epsilon: 0.01}
output y
)",
                                                              R"(graph opset 23
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const mean_axes: int64[1] = {3}
const n_constant: float[] = {0.01}
n_Mul: n_Mul = Mul(x, x) from ["n"]
n_ReduceMean: n_ReduceMean = ReduceMean(n_Mul, mean_axes) {keepdims: 1} from ["n"]
n_Add: n_Add = Add(n_ReduceMean, n_constant) from ["n"]
n_Sqrt: n_Sqrt = Sqrt(n_Add) from ["n"]
n_Div: n_Div = Div(x, n_Sqrt) from ["n"]
n: y = Mul(n_Div, s)
output y
)"},
                                                             {"SimplifiedLayerNormalization", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
n: y = SimplifiedLayerNormalization(x, s) {epsilon: 0.01}
output y
)",
                                                              R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
const n_constant: float[] = {0.01}
n_Mul: n_Mul = Mul(x, x) from ["n"]
n_ReduceMean: n_ReduceMean = ReduceMean(n_Mul) {axes: [3], keepdims: 1} from ["n"]
n_Add: n_Add = Add(n_ReduceMean, n_constant) from ["n"]
n_Sqrt: n_Sqrt = Sqrt(n_Add) from ["n"]
n_Div: n_Div = Div(x, n_Sqrt) from ["n"]
n: y = Mul(n_Div, s)
output y
)"},
                                                             {"a deviation that somebody reads", R"(graph opset 13
input x: float[2, 3, 4, 4]
const s: float[4] = {1, 2, 3, 4}
n: y, d = SimplifiedLayerNormalization(x, s)
output y
output d
)",
                                                              nullptr},
                                                             {"double", R"(graph opset 23
input x: double[2, 3, 4, 4]
const s: double[4] = {1, 2, 3, 4}
n: y = RMSNormalization(x, s)
output y
)",
                                                              nullptr},
                                                         });
