#include "tests/core/passes/pass_cases.h"

using lathe::test::PassCases;

static const PassCases cases("expand-contrib-operators",
                             {
                                 {"FusedConv with Relu", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
n: y = com.microsoft::FusedConv(x, w, b) {activation: "Relu", pads: [1, 1, 1, 1]}
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
n_Conv: n_Conv = Conv(x, w, b) {pads: [1, 1, 1, 1]} from ["n"]
n: y = Relu(n_Conv)
output y
)"},
                                 {"FusedConv with a summand and Clip", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
input z: float[2, 2, 4, 4]
n: y = com.microsoft::FusedConv(x, w, b, z) {activation: "Clip", activation_params: [0.0, 6.0]}
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
input z: float[2, 2, 4, 4]
const n_constant: float[] = {0}
const n_constant_1: float[] = {6}
n_Conv: n_Conv = Conv(x, w, b) from ["n"]
n_Add: n_Add = Add(n_Conv, z) from ["n"]
n: y = Clip(n_Add, n_constant, n_constant_1)
output y
)"},
                                 {"FusedConv with a parameter", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
n: y = com.microsoft::FusedConv(x, w) {activation: "LeakyRelu", activation_params: [0.25]}
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
n_Conv: n_Conv = Conv(x, w) from ["n"]
n: y = LeakyRelu(n_Conv) {alpha: 0.25}
output y
)"},
                                 {"FusedGemm", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3]
input w: float[4, 3]
n: y = com.microsoft::FusedGemm(x, w) {transB: 1, activation: "HardSigmoid", activation_alpha: 0.25, activation_beta: 0.5}
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3]
input w: float[4, 3]
n_Gemm: n_Gemm = Gemm(x, w) {transB: 1} from ["n"]
n: y = HardSigmoid(n_Gemm) {alpha: 0.25, beta: 0.5}
output y
)"},
                                 {"FusedMatMul", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4]
input z: float[2, 5, 4]
n: y = com.microsoft::FusedMatMul(x, z) {transB: 1, alpha: 0.5}
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4]
input z: float[2, 5, 4]
const n_constant: float[] = {0.5}
n_Transpose: n_Transpose = Transpose(z) {perm: [0, 2, 1]} from ["n"]
n_MatMul: n_MatMul = MatMul(x, n_Transpose) from ["n"]
n: y = Mul(n_MatMul, n_constant)
output y
)"},
                                 {"a plain one of its former name", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4]
input z: float[2, 4, 5]
n: y = com.microsoft::TransposeMatMul(x, z)
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4]
input z: float[2, 4, 5]
n: y = MatMul(x, z)
output y
)"},
                                 {"BiasGelu", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const b: float[4] = {1, 2, 3, 4}
n: y = com.microsoft::BiasGelu(x, b)
output y
)",
                                  R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const b: float[4] = {1, 2, 3, 4}
n_add: n_sum = Add(x, b) from ["n"]
n: y = com.microsoft::Gelu(n_sum)
output y
)"},
                                 {"FastGelu with a bias at opset 20", R"(graph opset 20 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const b: float[4] = {1, 2, 3, 4}
n: y = com.microsoft::FastGelu(x, b)
output y
)",
                                  R"(graph opset 20 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const b: float[4] = {1, 2, 3, 4}
n_add: n_sum = Add(x, b) from ["n"]
n: y = Gelu(n_sum) {approximate: "tanh"}
output y
)"},
                                 {"Gelu at opset 20", R"(graph opset 20 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::Gelu(x)
output y
)",
                                  R"(graph opset 20 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = Gelu(x)
output y
)"},
                                 {"SkipLayerNormalization", R"(graph opset 17 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
n: y = com.microsoft::SkipLayerNormalization(x, s, g, b) {epsilon: 0.01}
output y
)",
                                  R"(graph opset 17 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
n_add: n_sum = Add(x, s) from ["n"]
n: y = LayerNormalization(n_sum, g, b) {axis: -1, epsilon: 0.01}
output y
)"},
                                 {"SkipLayerNormalization whose sum is read", R"(graph opset 17 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
const v: float[4] = {1, 1, 2, 2}
n: y, _, _, z = com.microsoft::SkipLayerNormalization(x, s, g, b, v) {epsilon: 0.01}
output y
output z
)",
                                  R"(graph opset 17 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
const v: float[4] = {1, 1, 2, 2}
n_add: n_sum = Add(x, s) from ["n"]
n_add_1: z = Add(n_sum, v) from ["n"]
n: y = LayerNormalization(z, g, b) {axis: -1, epsilon: 0.01}
output y
output z
)"},
                                 {"Gelu at opset 13", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::Gelu(x)
output y
)",
                                  nullptr},
                                 {"FastGelu without a bias at opset 13", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
n: y = com.microsoft::FastGelu(x)
output y
)",
                                  nullptr},
                                 {"another activation", R"(graph opset 13 opset com.microsoft 1
input x: float[2, 3, 4, 4]
const w: float[2, 3, 1, 1] = random(1, -1, 1)
const b: float[2] = {1, 2}
n: y = com.microsoft::FusedConv(x, w, b) {activation: "Elu"}
output y
)",
                                  nullptr},
                                 {"SkipLayerNormalization at opset 16", R"(graph opset 16 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
n: y = com.microsoft::SkipLayerNormalization(x, s, g, b)
output y
)",
                                  nullptr},
                                 {"a mean that somebody reads", R"(graph opset 17 opset com.microsoft 1
input x: float[2, 3, 4]
const g: float[4] = {1, 2, 3, 4}
const b: float[4] = {5, 6, 7, 8}
input s: float[2, 3, 4]
n: y, z = com.microsoft::SkipLayerNormalization(x, s, g, b)
output y
output z
)",
                                  nullptr},
                                 {"double", R"(graph opset 13 opset com.microsoft 1
input x: double[2, 3, 4, 4]
const b: double[4] = {1, 2, 3, 4}
n: y = com.microsoft::BiasGelu(x, b)
output y
)",
                                  nullptr},
                             });
