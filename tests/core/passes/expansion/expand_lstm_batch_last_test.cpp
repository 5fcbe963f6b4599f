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
