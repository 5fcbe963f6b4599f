#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-lstm-batch-last", {
                                                           {"one step", R"(graph opset 13
input x: float[1, 3, 2]
const w: float[1, 8, 2] = random(1, -1, 1)
const r: float[1, 8, 2] = random(2, -1, 1)
n: y = LSTM(x, w, r) {hidden_size: 2}
output y
)",
                                                            R"(graph opset 13
input x: float[1, 3, 2]
const n_shape: int64[4] = {1, 2, 1, 3}
const n_W: float[8, 2, 1, 1] = fill(nan)
n_Transpose: n_Transpose = Transpose(x) {perm: [2, 0, 1]} from ["n"]
n_Reshape: n_Reshape = Reshape(n_Transpose, n_shape) from ["n"]
n_Conv: n_Conv = Conv(n_Reshape, n_W) from ["n"]
n_Split: n_Split_0, n_Split_1, n_Split_2, n_Split_3 = Split(n_Conv) {axis: 1} from ["n"]
n_Sigmoid: n_Sigmoid = Sigmoid(n_Split_0) from ["n"]
n_Tanh: n_Tanh = Tanh(n_Split_3) from ["n"]
n_Mul: n_Mul = Mul(n_Sigmoid, n_Tanh) from ["n"]
n_Sigmoid_1: n_Sigmoid_1 = Sigmoid(n_Split_1) from ["n"]
n_Tanh_1: n_Tanh_1 = Tanh(n_Mul) from ["n"]
n_Mul_1: n_Mul_1 = Mul(n_Sigmoid_1, n_Tanh_1) from ["n"]
n_Transpose_1: n_Transpose_1 = Transpose(n_Mul_1) {perm: [2, 0, 3, 1]} from ["n"]
n_Y: y = Identity(n_Transpose_1) from ["n"]
output y
)"},
                                                           {"sequence lengths", R"(graph opset 13
input x: float[2, 3, 2]
input l: int32[3]
const w: float[1, 8, 2] = random(1, -1, 1)
const r: float[1, 8, 2] = random(2, -1, 1)
const b: float[1, 16] = random(3, -1, 1)
n: y = LSTM(x, w, r, b, l) {hidden_size: 2}
output y
)",
                                                            nullptr},
                                                           {"a gate that is clipped", R"(graph opset 13
input x: float[2, 3, 2]
const w: float[1, 8, 2] = random(1, -1, 1)
const r: float[1, 8, 2] = random(2, -1, 1)
n: y = LSTM(x, w, r) {hidden_size: 2, clip: 1.0}
output y
)",
                                                            nullptr},
                                                           {"another activation", R"(graph opset 13
input x: float[2, 3, 2]
const w: float[1, 8, 2] = random(1, -1, 1)
const r: float[1, 8, 2] = random(2, -1, 1)
n: y = LSTM(x, w, r) {hidden_size: 2, activations: ["Sigmoid", "Tanh", "Softsign"]}
output y
)",
                                                            nullptr},
                                                           {"too many steps", R"(graph opset 13
input x: float[257, 1, 2]
const w: float[1, 8, 2] = random(1, -1, 1)
const r: float[1, 8, 2] = random(2, -1, 1)
n: y = LSTM(x, w, r) {hidden_size: 2}
output y
)",
                                                            nullptr},
                                                           {"weights that a caller gives", R"(graph opset 13
input x: float[2, 3, 2]
input w: float[1, 8, 2]
const r: float[1, 8, 2] = random(2, -1, 1)
n: y = LSTM(x, w, r) {hidden_size: 2}
output y
)",
                                                            nullptr},
                                                       });
