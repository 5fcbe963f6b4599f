#include "tests/interop/contrib_cases.h"

namespace lathe::interop {
namespace {

constexpr ContribCase kCases[] = {
    // activations
    {"gelu", R"(
const x: float[3, 40] = random(1, -6, 6)
const b: float[40] = random(2, -1, 1)
a: y0 = com.microsoft::Gelu(x)
b: y1 = com.microsoft::FastGelu(x)
c: y2 = com.microsoft::FastGelu(x, b)
d: y3 = com.microsoft::BiasGelu(x, b)
e: y4 = com.microsoft::QuickGelu(x) {alpha: 1.5}
output y0
output y1
output y2
output y3
output y4)"},
    // normalizations
    {"skip_layer_normalization", R"(
const x: float[2, 5, 24] = random(1, -3, 3)
const x2: float[2, 5, 24] = random(2, -3, 3)
const g: float[24] = random(3, -2, 2)
const b: float[24] = random(4, -2, 2)
const bias: float[24] = random(5, -1, 1)
n: y0 = com.microsoft::SkipLayerNormalization(x, x2, g, b) {epsilon: 1e-05}
m: y1, _, _, y2 = com.microsoft::SkipLayerNormalization(x, x2, g, b, bias) {epsilon: 1e-05}
o: y3, _, _, y4 = com.microsoft::SkipSimplifiedLayerNormalization(x, x2, g, bias) {epsilon: 1e-05}
output y0
output y1
output y2
output y3
output y4)"},
    {"skip_layer_normalization_half", R"(
const x: float16[2, 5, 24] = random(1, -3, 3)
const x2: float16[2, 5, 24] = random(2, -3, 3)
const g: float16[24] = random(3, -2, 2)
const b: float16[24] = random(4, -2, 2)
n: y0, _, _, y1 = com.microsoft::SkipLayerNormalization(x, x2, g, b) {epsilon: 1e-05}
output y0
output y1)"},
    {"simplified_layer_normalization", R"(
const x: float[2, 5, 24] = random(1, -3, 3)
const x2: float16[2, 5, 24] = random(1, -3, 3)
const g: float[24] = random(3, -2, 2)
const h: float16[24] = random(3, -2, 2)
n: y0, y1 = SimplifiedLayerNormalization(x, g) {epsilon: 1e-05}
m: y2, y3 = SimplifiedLayerNormalization(x2, h) {epsilon: 1e-05}
output y0
output y1
output y2
output y3)"},
    {"embed_layer_normalization", R"(
const tokens: int32[2, 6] = random(1, 0, 9)
const segments: int32[2, 6] = random(2, 0, 1)
const words: float[10, 16] = random(3, -1, 1)
const places: float[8, 16] = random(4, -1, 1)
const kinds: float[2, 16] = random(5, -1, 1)
const g: float[16] = random(6, -2, 2)
const b: float[16] = random(7, -2, 2)
const mask: int32[2, 6] = {1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1}
n: y0, y1 = com.microsoft::EmbedLayerNormalization(tokens, segments, words, places, kinds, g, b, mask)
output y0
output y1)"},
    // attention
    {"attention", R"(
const x: float[2, 5, 12] = random(1, -1, 1)
const w: float[12, 36] = random(2, -1, 1)
const b: float[36] = random(3, -1, 1)
const lengths: int32[2] = {3, 5}
const mask: int32[2, 5] = {1, 1, 0, 1, 1, 1, 1, 1, 1, 0}
const bias: float[2, 3, 5, 5] = random(4, -1, 1)
n: y0 = com.microsoft::Attention(x, w, b) {num_heads: 3}
m: y1 = com.microsoft::Attention(x, w, b, lengths) {num_heads: 3}
o: y2 = com.microsoft::Attention(x, w, b, mask) {num_heads: 3, unidirectional: 1}
p: y3 = com.microsoft::Attention(x, w, b, _, _, bias) {num_heads: 3, scale: 0.3}
output y0
output y1
output y2
output y3)"},
    {"attention_past", R"(
const x: float[2, 2, 12] = random(1, -1, 1)
const w: float[12, 36] = random(2, -1, 1)
const b: float[36] = random(3, -1, 1)
const x2: float[2, 2, 3, 4, 4] = random(4, -1, 1)
n: y0, y1 = com.microsoft::Attention(x, w, b, _, x2) {num_heads: 3, unidirectional: 1}
output y0
output y1)"},
    {"attention_wide_values", R"(
const x: float[2, 5, 12] = random(1, -1, 1)
const w: float[12, 28] = random(2, -1, 1)
const b: float[28] = random(3, -1, 1)
n: y0 = com.microsoft::Attention(x, w, b) {num_heads: 2, qkv_hidden_sizes: [8, 8, 12]}
output y0)"},
    {"multi_head_attention", R"(
const x: float[2, 3, 12] = random(1, -1, 1)
const x2: float[2, 5, 12] = random(2, -1, 1)
const x3: float[2, 5, 18] = random(3, -1, 1)
const b: float[42] = random(4, -1, 1)
const mask: int32[2, 5] = {1, 1, 0, 1, 1, 1, 1, 1, 1, 0}
const bias: float[1, 3, 3, 5] = random(5, -1, 1)
n: y0 = com.microsoft::MultiHeadAttention(x, x2, x3) {num_heads: 3}
m: y1 = com.microsoft::MultiHeadAttention(x, x2, x3, b, mask) {num_heads: 3}
o: y2 = com.microsoft::MultiHeadAttention(x, x2, x3, b, _, bias) {num_heads: 3, scale: 0.3}
output y0
output y1
output y2)"},
    {"multi_head_attention_past", R"(
const x: float[2, 2, 12] = random(1, -1, 1)
const x2: float[2, 2, 12] = random(2, -1, 1)
const x3: float[2, 2, 12] = random(3, -1, 1)
const x4: float[2, 3, 4, 4] = random(4, -1, 1)
const x5: float[2, 3, 4, 4] = random(5, -1, 1)
const b: float[36] = random(6, -1, 1)
n: y0, y1, y2 = com.microsoft::MultiHeadAttention(x, x2, x3, b, _, _, x4, x5) {num_heads: 3}
m: y3, y4, y5 = com.microsoft::MultiHeadAttention(x, x2, x3, b, _, _, x4, x5) {num_heads: 3, unidirectional: 1}
output y0
output y1
output y2
output y3
output y4
output y5)"},
    {"multi_head_attention_cross", R"(
const x: float[2, 2, 12] = random(1, -1, 1)
const x2: float[2, 3, 5, 4] = random(2, -1, 1)
const x3: float[2, 3, 5, 4] = random(3, -1, 1)
n: y0 = com.microsoft::MultiHeadAttention(x, x2, x3) {num_heads: 3}
output y0)"},
    {"group_query_attention", R"(
const x: float[2, 4, 64] = random(1, -1, 1)
const x2: float[2, 4, 32] = random(2, -1, 1)
const x3: float[2, 4, 32] = random(3, -1, 1)
const last: int32[2] = {3, 3}
const total: int32[1] = {4}
const c: float[8, 8] = random(6, -1, 1)
const s: float[8, 8] = random(7, -1, 1)
n: y0, y1, y2 = com.microsoft::GroupQueryAttention(x, x2, x3, _, _, last, total) {num_heads: 4, kv_num_heads: 2}
m: y3, y4, y5 = com.microsoft::GroupQueryAttention(x, x2, x3, _, _, last, total, c, s) {num_heads: 4, kv_num_heads: 2, do_rotary: 1, local_window_size: 2}
o: y6, y7, y8 = com.microsoft::GroupQueryAttention(x, x2, x3, _, _, last, total, c, s) {num_heads: 4, kv_num_heads: 2, do_rotary: 1, rotary_interleaved: 1, softcap: 2.0}
output y0
output y1
output y2
output y3
output y4
output y5
output y6
output y7
output y8)"},
    {"group_query_attention_token", R"(
const x: float[2, 1, 128] = random(1, -1, 1)
const x2: float[2, 2, 3, 16] = random(4, -1, 1)
const x3: float[2, 2, 3, 16] = random(5, -1, 1)
const last: int32[2] = {3, 3}
const total: int32[1] = {4}
const c: float[8, 8] = random(6, -1, 1)
const s: float[8, 8] = random(7, -1, 1)
n: y0, y1, y2 = com.microsoft::GroupQueryAttention(x, _, _, x2, x3, last, total, c, s) {num_heads: 4, kv_num_heads: 2, do_rotary: 1}
output y0
output y1
output y2)"},
    {"group_query_attention_bias", R"(
const x: float[2, 4, 64] = random(1, -1, 1)
const x2: float[2, 4, 32] = random(2, -1, 1)
const x3: float[2, 4, 32] = random(3, -1, 1)
const last: int32[2] = {3, 3}
const total: int32[1] = {4}
const bias: float[2, 4, 4, 4] = random(4, -1, 1)
const bias1: float[1, 1, 4, 4] = random(5, -1, 1)
n: y0, y1, y2 = com.microsoft::GroupQueryAttention(x, x2, x3, _, _, last, total, _, _, _, bias) {num_heads: 4, kv_num_heads: 2, softcap: 2.0}
m: y3, y4, y5 = com.microsoft::GroupQueryAttention(x, x2, x3, _, _, last, total, _, _, _, bias1) {num_heads: 4, kv_num_heads: 2}
output y0
output y1
output y2
output y3
output y4
output y5)"},
    {"rotary_embedding", R"(
const x: float[2, 3, 16] = random(1, -1, 1)
const from: int64[1] = {2}
const places: int64[2, 3] = {0, 3, 1, 4, 2, 2}
const c: float[6, 4] = random(2, -1, 1)
const s: float[6, 4] = random(3, -1, 1)
n: y0 = com.microsoft::RotaryEmbedding(x, from, c, s)
m: y1 = com.microsoft::RotaryEmbedding(x, places, c, s) {interleaved: 1}
output y0
output y1)"},
    // fused float operators
    {"fused_conv", R"(
const x: float[2, 4, 9, 7] = random(1, -1, 1)
const w: float[6, 4, 3, 3] = random(2, -1, 1)
const b: float[6] = random(3, -1, 1)
const z: float[2, 6, 9, 7] = random(4, -1, 1)
n: y0 = com.microsoft::FusedConv(x, w, b) {activation: "Relu", kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
m: y1 = com.microsoft::FusedConv(x, w, b, z) {activation: "Relu", kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
o: y2 = com.microsoft::FusedConv(x, w) {activation: "LeakyRelu", activation_params: [0.2], kernel_shape: [3, 3], strides: [2, 2]}
p: y3 = com.microsoft::FusedConv(x, w, b) {activation: "Clip", activation_params: [-0.5, 1.5], kernel_shape: [3, 3]}
q: y4 = com.microsoft::FusedConv(x, w, b) {activation: "Sigmoid", kernel_shape: [3, 3]}
r: y5 = com.microsoft::FusedConv(x, w, b) {activation: "HardSigmoid", activation_params: [0.3, 0.4], kernel_shape: [3, 3]}
s: y6 = com.microsoft::FusedConv(x, w, b) {activation: "Tanh", kernel_shape: [3, 3]}
output y0
output y1
output y2
output y3
output y4
output y5
output y6)"},
    {"fused_matrices", R"(
const x: float[2, 5, 8] = random(1, -1, 1)
const x2: float[4, 8] = random(2, -1, 1)
const w: float[6, 8] = random(3, -1, 1)
const b: float[6] = random(4, -1, 1)
n: y0 = com.microsoft::FusedMatMul(x, w) {alpha: 0.5, transB: 1}
m: y1 = com.microsoft::FusedGemm(x2, w, b) {activation: "LeakyRelu", activation_alpha: 0.2, alpha: 0.5, beta: 2.0, transB: 1}
output y0
output y1)"},
    {"matmul_nbits", R"(
const x: float[3, 40] = random(1, -1, 1)
const w: uint8[5, 3, 8] = random(2, 0, 255)
const s: float[15] = random(3, 0.01, 0.1)
const z: uint8[10] = random(4, 0, 255)
n: y0 = com.microsoft::MatMulNBits(x, w, s) {K: 40, N: 5, bits: 4, block_size: 16}
m: y1 = com.microsoft::MatMulNBits(x, w, s, z) {K: 40, N: 5, bits: 4, block_size: 16}
output y0
output y1)"},
    // quantized operators
    {"qlinear_arithmetic", R"(
const x: uint8[2, 5, 8] = random(1, 0, 255)
const x2: uint8[5, 1] = random(2, 0, 255)
const x3: int8[2, 5, 8] = random(3, -128, 127)
const x4: int8[8] = random(4, -128, 127)
const sa: float[] = {0.03127}
const sb: float[] = {0.01713}
const sc: float[] = {0.04109}
const za: uint8[] = {120}
const zb: uint8[] = {7}
const zi: int8[] = {-5}
n: y0 = com.microsoft::QLinearAdd(x, sa, za, x2, sb, zb, sc, za)
m: y1 = com.microsoft::QLinearMul(x, sa, za, x2, sb, zb, sc, za)
o: y2 = com.microsoft::QLinearAdd(x3, sa, zi, x4, sb, zi, sc, zi)
p: y3 = com.microsoft::QLinearMul(x3, sa, zi, x4, sb, zi, sc, zi)
output y0
output y1
output y2
output y3)"},
    {"qlinear_functions", R"(
const x: uint8[2, 40] = random(1, 0, 255)
const x2: int8[2, 40] = random(2, -128, 127)
const sa: float[] = {0.05}
const sb: float[] = {0.00390625}
const za: uint8[] = {120}
const zb: uint8[] = {0}
const zi: int8[] = {-5}
const zj: int8[] = {-128}
n: y0 = com.microsoft::QLinearSigmoid(x, sa, za, sb, zb)
m: y1 = com.microsoft::QLinearSigmoid(x2, sa, zi, sb, zj)
o: y2 = com.microsoft::QLinearLeakyRelu(x, sa, za, sa, za) {alpha: 0.2}
p: y3 = com.microsoft::QLinearLeakyRelu(x2, sa, zi, sa, zi) {alpha: 0.01}
q: y4 = com.microsoft::QLinearSoftmax(x, sa, za, sb, zb) {axis: -1, opset: 13}
output y0
output y1
output y2
output y3
output y4)"},
    {"qlinear_pools", R"(
const x: uint8[2, 3, 9, 8] = random(1, 0, 255)
const x2: int8[2, 3, 9, 8] = random(2, -128, 127)
const x3: uint8[2, 9, 8, 3] = random(3, 0, 255)
const sa: float[] = {0.05003}
const sb: float[] = {0.03127}
const za: uint8[] = {120}
const zb: uint8[] = {90}
const zi: int8[] = {-5}
n: y0 = com.microsoft::QLinearAveragePool(x, sa, za, sb, zb) {kernel_shape: [3, 2], pads: [1, 0, 1, 1], strides: [2, 1]}
m: y1 = com.microsoft::QLinearAveragePool(x2, sa, zi, sb, zi) {count_include_pad: 1, kernel_shape: [3, 3], pads: [1, 1, 1, 1]}
o: y2 = com.microsoft::QLinearAveragePool(x, sa, za, sb, zb) {ceil_mode: 1, kernel_shape: [2, 2], strides: [2, 3]}
p: y3 = com.microsoft::QLinearGlobalAveragePool(x, sa, za, sb, zb)
q: y4 = com.microsoft::QLinearGlobalAveragePool(x3, sa, za, sb, zb) {channels_last: 1}
r: y5 = com.microsoft::QLinearAveragePool(x3, sa, za, sb, zb) {channels_last: 1, kernel_shape: [2, 2]}
output y0
output y1
output y2
output y3
output y4
output y5)"},
    {"qlinear_concat", R"(
const x: uint8[2, 3, 4] = random(1, 0, 255)
const x2: uint8[2, 5, 4] = random(2, 0, 255)
const x3: uint8[2, 1, 4] = random(3, 0, 255)
const sa: float[] = {0.05}
const sb: float[] = {0.031}
const za: uint8[] = {120}
const zb: uint8[] = {90}
n: y0 = com.microsoft::QLinearConcat(sb, zb, x, sa, za, x2, sb, zb, x3, sb, za) {axis: 1}
output y0)"},
    {"qlinear_where", R"(
const x: uint8[2, 3, 8] = random(1, 0, 255)
const x2: uint8[3, 8] = random(2, 0, 255)
const c: bool[8] = {true, false, false, true, true, true, false, true}
const sa: float[] = {0.05003}
const sb: float[] = {0.03127}
const za: uint8[] = {120}
const zb: uint8[] = {90}
n: y0 = com.microsoft::QLinearWhere(c, x, sa, za, x2, sb, zb, sb, zb)
output y0)"},
    {"quantized_matrices", R"(
const x: uint8[4, 16] = random(1, 0, 255)
const x2: float[3, 16] = random(2, -1, 2)
const w: int8[16, 6] = random(3, -127, 127)
const ws: float[6] = random(4, 0.001, 0.01)
const wz: int8[6] = fill(0)
const s: float[] = {0.02}
const so: float[] = {0.1}
const z: uint8[] = {120}
const c: int32[6] = random(5, -3000, 3000)
const b: float[6] = random(6, -1, 1)
n: y0 = com.microsoft::QGemm(x, s, z, w, ws, wz, c, so, z)
m: y1 = com.microsoft::QGemm(x, s, z, w, ws, wz, c) {alpha: 0.5}
o: y2 = com.microsoft::MatMulIntegerToFloat(x, w, s, ws, z, wz, b)
p: y3 = com.microsoft::DynamicQuantizeMatMul(x2, w, ws, wz, b)
output y0
output y1
output y2
output y3)"},
};

} // namespace

std::span<const ContribCase> contribCases() {
    return kCases;
}

} // namespace lathe::interop
