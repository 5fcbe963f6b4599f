#include "tests/support/topologies/transformer_blocks.h"

#include <limits>

namespace lathe::test {
namespace {

constexpr std::int64_t kMostTokens = 256, kUsualTokens = 64;

/// The Conv1D of transformers: a Gemm on a matrix of all tokens.
ValueId conv1D(Exporter& e, const std::string& name, ValueId x, std::int64_t in, std::int64_t out) {
    const auto scope = e.in(name);
    const ValueId batch = sizeOf(e, x, 0), tokens = sizeOf(e, x, 1);
    const ValueId product = e.op("Gemm", {view(e, x, {-1, in}), e.weight("weight", {in, out}, in), e.parameter("bias", {out}, -0.1, 0.1)});
    return view(e, product, {batch, tokens, out});
}

ValueId causalBias(Exporter& e) {
    Tensor sees = Tensor::makeZeros(DataType::Bool, {1, 1, kMostTokens, kMostTokens});
    for (std::int64_t row = 0; row < kMostTokens; ++row)
        for (std::int64_t column = 0; column <= row; ++column)
            sees.mutableData<std::uint8_t>()[static_cast<std::size_t>(row * kMostTokens + column)] = 1;
    return e.buffer("bias", std::move(sees));
}

/// Scores that a token must not see become the least float, by Where.
ValueId hideFuture(Exporter& e, ValueId scores, ValueId bias) {
    const ValueId asking = unsqueeze(e, sizeOf(e, scores, 2), 0), asked = unsqueeze(e, sizeOf(e, scores, 3), 0);
    const ValueId first = e.op("Sub", {asked, asking});
    const ValueId rows = slice(e, bias, 2, first, asked), sees = slice(e, rows, 3, e.ints({0}), asked);
    return e.op("Where", {sees, scores, e.real(std::numeric_limits<float>::lowest())});
}

ValueId attention(Exporter& e, ValueId x, const Heads& heads, ValueId bias) {
    const auto scope = e.in("attn");
    const std::int64_t width = heads.all();
    const ValueId all = conv1D(e, "c_attn", x, width, 3 * width);
    ValueId qkv[3];
    for (std::int64_t i = 0; i < 3; ++i)
        qkv[i] = splitHeads(e, slice(e, all, 2, i * width, (i + 1) * width), heads);
    const ValueId products = e.op("MatMul", {qkv[0], transpose(e, qkv[1], {0, 1, 3, 2})});
    const ValueId scores = e.op("Div", {products, e.op("Sqrt", {e.op("Cast", {sizeOf(e, qkv[2], 3)}, {{"to", std::int64_t(1)}})})});
    const ValueId shares = e.op("Softmax", {hideFuture(e, scores, bias)}, {{"axis", std::int64_t(-1)}});
    return conv1D(e, "c_proj", joinHeads(e, e.op("MatMul", {shares, qkv[2]}), heads), width, width);
}

ValueId perceptron(Exporter& e, ValueId x, std::int64_t width) {
    const auto scope = e.in("mlp");
    return conv1D(e, "c_proj", geluByTanh(e, conv1D(e, "c_fc", x, width, 4 * width)), 4 * width, width);
}

} // namespace

Graph makeGpt2(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    const Heads heads{12, size.scaled(64)};
    const std::int64_t width = heads.all(), vocabulary = std::max<std::int64_t>(16, size.scaled(50257 / 16));
    const ValueId tokens = e.input("input_ids", DataType::Int64, {batchDim(size), sequenceDim(size, kUsualTokens)});
    const ValueId count = e.op("Cast", {sizeOf(e, tokens, 1)}, {{"to", std::int64_t(7)}});
    const ValueId from = e.integer(0), step = e.integer(1);
    const ValueId places = unsqueeze(e, e.op("Range", {from, count, step}), 0);
    const ValueId bias = causalBias(e), words = e.parameter("wte.weight", {vocabulary, width}, -1, 1);
    const ValueId word = e.op("Gather", {words, tokens});
    ValueId x = e.op("Add", {word, e.op("Gather", {e.parameter("wpe.weight", {kMostTokens, width}, -0.3, 0.3), places})});
    {
        const auto layers = e.in("h");
        for (int i = 0; i < 12; ++i) {
            const auto scope = e.in("h." + std::to_string(i));
            x = e.op("Add", {attention(e, layerNorm(e, "ln_1", x, width), heads, bias), x});
            x = e.op("Add", {x, perceptron(e, layerNorm(e, "ln_2", x, width), width)});
        }
    }
    x = layerNorm(e, "ln_f", x, width);
    return e.finish({{"logits", e.op("MatMul", {x, e.weight("lm_head", {width, vocabulary}, width)})}});
}

} // namespace lathe::test
