#include "tests/support/topologies/transformer_blocks.h"

#include <cmath>
#include <limits>

namespace lathe::test {
namespace {

constexpr std::int64_t kUsualTokens = 64, kLayers = 8;
constexpr float kLeast = std::numeric_limits<float>::lowest();

struct Decoder {
    Heads heads;       ///< of queries
    std::int64_t keys; ///< heads of keys and values, each for several of queries
    ValueId cosine, sine, mask;
};

ValueId cast(Exporter& e, ValueId x, std::int64_t to) {
    return e.op("Cast", {x}, {{"to", to}});
}

ValueId positions(Exporter& e, ValueId tokens) {
    const ValueId count = cast(e, sizeOf(e, tokens, 1), 7), from = e.integer(0), step = e.integer(1);
    return unsqueeze(e, e.op("Range", {from, count, step}), 0);
}

/// [batch, 1, tokens, tokens]: 0 where a token sees another one, the least float for later tokens and for padding.
ValueId causalMask(Exporter& e, ValueId tokens, ValueId seen) {
    const ValueId count = sizeOf(e, tokens, 1), batch = sizeOf(e, tokens, 0);
    const ValueId full = e.op("ConstantOfShape", {shapeVector(e, {count, count})}, {{"value", Tensor::of<float>({1}, {kLeast})}});
    const ValueId upper = e.op("Trilu", {full, e.integer(1)}, {{"upper", std::int64_t(1)}});
    const ValueId wide = expand(e, unsqueeze(e, unsqueeze(e, upper, 0), 1), {batch, 1, -1, -1});
    const ValueId padding = e.op("Equal", {unsqueeze(e, unsqueeze(e, seen, 1), 2), e.integer(0)});
    return e.op("Where", {padding, e.real(kLeast), wide});
}

/// Su et al., "RoFormer": cosines and sines of position times frequency, once for each half of a head.
std::pair<ValueId, ValueId> rotaryAngles(Exporter& e, ValueId places, std::int64_t width) {
    const auto scope = e.in("rotary_emb");
    std::vector<float> numbers;
    for (std::int64_t i = 0; i < width / 2; ++i)
        numbers.push_back(static_cast<float>(std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(width))));
    const ValueId frequency = e.constant(Tensor::of<float>({1, width / 2, 1}, std::span<const float>(numbers)));
    const ValueId wide = cast(e, expand(e, frequency, {sizeOf(e, places, 0), -1, 1}), 1);
    const ValueId half = transpose(e, e.op("MatMul", {wide, cast(e, unsqueeze(e, places, 1), 1)}), {0, 2, 1});
    const ValueId angle = concat(e, {half, half}, -1);
    const ValueId cosine = e.op("Mul", {e.op("Cos", {angle}), e.real(1)}), sine = e.op("Mul", {e.op("Sin", {angle}), e.real(1)});
    return {unsqueeze(e, cast(e, cosine, 1), 1), unsqueeze(e, cast(e, sine, 1), 1)};
}

ValueId rotated(Exporter& e, ValueId x, const Decoder& decoder) {
    const ValueId half = unsqueeze(e, e.op("Div", {sizeOf(e, x, 3), e.integer(2)}), 0);
    const ValueId zero = e.ints({0}), far = e.ints({std::numeric_limits<std::int64_t>::max()});
    const ValueId first = slice(e, x, 3, zero, half), second = slice(e, x, 3, half, far);
    const ValueId turned = concat(e, {e.op("Neg", {second}), first}, -1);
    const ValueId straight = e.op("Mul", {x, decoder.cosine});
    return e.op("Add", {straight, e.op("Mul", {turned, decoder.sine})});
}

/// [batch, keys, tokens, width] with each head as often as queries share it.
ValueId repeatHeads(Exporter& e, ValueId x, const Decoder& decoder) {
    const std::int64_t times = decoder.heads.count / decoder.keys;
    const ValueId batch = sizeOf(e, x, 0), tokens = sizeOf(e, x, 2);
    const ValueId wide = expand(e, unsqueeze(e, x, 2), {batch, decoder.keys, times, tokens, decoder.heads.width});
    return view(e, wide, {batch, decoder.heads.count, tokens, decoder.heads.width});
}

ValueId attention(Exporter& e, ValueId x, const Decoder& decoder) {
    const auto scope = e.in("self_attn");
    const Heads &heads = decoder.heads, keys{decoder.keys, heads.width};
    const std::int64_t width = heads.all();
    const ValueId q = splitHeads(e, project(e, "q_proj", x, width, width, false), heads);
    const ValueId k = splitHeads(e, project(e, "k_proj", x, width, keys.all(), false), keys);
    const ValueId v = splitHeads(e, project(e, "v_proj", x, width, keys.all(), false), keys);
    const ValueId turnedQ = rotated(e, q, decoder), turnedK = repeatHeads(e, rotated(e, k, decoder), decoder);
    const ValueId y = attend(e, turnedQ, turnedK, repeatHeads(e, v, decoder), heads, decoder.mask);
    return project(e, "o_proj", joinHeads(e, y, heads), width, width, false);
}

/// Shazeer, "GLU Variants Improve Transformer": silu(gate) · up.
ValueId perceptron(Exporter& e, ValueId x, std::int64_t width) {
    const auto scope = e.in("mlp");
    const std::int64_t inner = 3 * width;
    const ValueId gate = silu(e, project(e, "gate_proj", x, width, inner, false));
    return project(e, "down_proj", e.op("Mul", {gate, project(e, "up_proj", x, width, inner, false)}), inner, width, false);
}

} // namespace

Graph makeLlama(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    const Heads heads{8, size.scaled(128, 2)};
    const std::int64_t width = heads.all(), vocabulary = std::max<std::int64_t>(16, size.scaled(2000));
    const std::vector<Dim> dims{batchDim(size), sequenceDim(size, kUsualTokens)};
    const ValueId tokens = e.input("input_ids", DataType::Int64, dims), seen = e.input("attention_mask", DataType::Int64, dims);
    const auto model = e.in("model");
    ValueId x = e.op("Gather", {e.parameter("embed_tokens.weight", {vocabulary, width}, -1, 1), tokens});
    const ValueId mask = causalMask(e, tokens, seen);
    const auto [cosine, sine] = rotaryAngles(e, positions(e, tokens), heads.width);
    const Decoder decoder{heads, 2, cosine, sine, mask};
    for (int i = 0; i < kLayers; ++i) {
        const auto scope = e.in("layers." + std::to_string(i));
        x = e.op("Add", {x, attention(e, rmsNorm(e, "input_layernorm", x, width), decoder)});
        x = e.op("Add", {x, perceptron(e, rmsNorm(e, "post_attention_layernorm", x, width), width)});
    }
    return e.finish({{"logits", project(e, "lm_head", rmsNorm(e, "norm", x, width), width, vocabulary, false)}});
}

} // namespace lathe::test
