#include "tests/support/topologies/transformer_blocks.h"

#include <limits>
#include <numeric>

namespace lathe::test {
namespace {

constexpr std::int64_t kMostTokens = 512, kUsualTokens = 128;

ValueId cast(Exporter& e, ValueId x, std::int64_t to) {
    return e.op("Cast", {x}, {{"to", to}});
}

/// What is added to scores: 0 for tokens to see, the least float for padding.
ValueId scoreMask(Exporter& e, ValueId mask) {
    const ValueId wide = cast(e, unsqueeze(e, unsqueeze(e, mask, 1), 2), 1);
    return e.op("Mul", {e.op("Sub", {e.real(1), wide}), e.real(std::numeric_limits<float>::lowest())});
}

ValueId embeddings(Exporter& e, ValueId tokens, ValueId kinds, std::int64_t width, std::int64_t vocabulary) {
    const auto scope = e.in("embeddings");
    const ValueId end = unsqueeze(e, sizeOf(e, tokens, 1), 0);
    Dims numbers(kMostTokens);
    std::iota(numbers.begin(), numbers.end(), 0);
    const ValueId all = e.constant(Tensor::of<std::int64_t>({1, kMostTokens}, std::span<const std::int64_t>(numbers)));
    const ValueId places = slice(e, all, 1, e.ints({0}), end);
    const ValueId words = e.op("Gather", {e.parameter("word_embeddings.weight", {vocabulary, width}, -1, 1), tokens});
    const ValueId kind = e.op("Gather", {e.parameter("token_type_embeddings.weight", {16, width}, -1, 1), kinds});
    const ValueId place = e.op("Gather", {e.parameter("position_embeddings.weight", {kMostTokens, width}, -1, 1), places});
    const ValueId sum = e.op("Add", {e.op("Add", {words, kind}), place});
    return dropout(e, layerNorm(e, "LayerNorm", sum, width), 0.1f);
}

ValueId attention(Exporter& e, ValueId x, const Heads& heads, ValueId mask) {
    const auto scope = e.in("attention");
    const std::int64_t width = heads.all();
    ValueId y;
    {
        const auto self = e.in("self");
        const ValueId q = splitHeads(e, project(e, "query", x, width, width), heads);
        const ValueId k = splitHeads(e, project(e, "key", x, width, width), heads);
        const ValueId v = splitHeads(e, project(e, "value", x, width, width), heads);
        y = joinHeads(e, attend(e, q, k, v, heads, mask), heads);
    }
    const auto output = e.in("output");
    return layerNorm(e, "LayerNorm", e.op("Add", {dropout(e, project(e, "dense", y, width, width), 0.1f), x}), width);
}

ValueId layer(Exporter& e, ValueId x, const Heads& heads, ValueId mask) {
    const std::int64_t width = heads.all();
    x = attention(e, x, heads, mask);
    const auto inner = [&] {
        const auto scope = e.in("intermediate");
        const ValueId wide = project(e, "dense", x, width, 4 * width);
        const auto act = e.in("intermediate_act_fn");
        return geluByErf(e, wide);
    };
    const ValueId wide = inner();
    const auto output = e.in("output");
    return layerNorm(e, "LayerNorm", e.op("Add", {dropout(e, project(e, "dense", wide, 4 * width, width), 0.1f), x}), width);
}

} // namespace

Graph makeBert(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    const Heads heads{12, size.scaled(64)};
    const std::int64_t width = heads.all(), vocabulary = std::max<std::int64_t>(16, size.scaled(30522 / 16));
    const std::vector<Dim> dims{batchDim(size), sequenceDim(size, kUsualTokens)};
    const ValueId tokens = e.input("input_ids", DataType::Int64, dims), seen = e.input("attention_mask", DataType::Int64, dims);
    const ValueId kinds = e.input("token_type_ids", DataType::Int64, dims);
    const ValueId mask = scoreMask(e, seen);
    ValueId x = embeddings(e, tokens, kinds, width, vocabulary);
    {
        const auto encoder = e.in("encoder");
        for (int i = 0; i < 12; ++i) {
            const auto scope = e.in("layer." + std::to_string(i));
            x = layer(e, x, heads, mask);
        }
    }
    const auto pooler = e.in("pooler");
    const ValueId first = e.op("Gather", {x, e.integer(0)}, {{"axis", std::int64_t(1)}});
    const ValueId pooled = e.op("Tanh", {linear(e, "dense", first, width, width)});
    return e.finish({{"last_hidden_state", x}, {"pooler_output", pooled}});
}

} // namespace lathe::test
