#include "tests/support/topologies/transformer_blocks.h"

namespace lathe::test {
namespace {

/// timm's attention: one product for q, k and v, taken apart by a view of five dimensions.
ValueId attention(Exporter& e, ValueId x, const Heads& heads) {
    const auto scope = e.in("attn");
    const ValueId batch = sizeOf(e, x, 0), tokens = sizeOf(e, x, 1);
    const ValueId all = project(e, "qkv", x, heads.all(), 3 * heads.all());
    const ValueId parts = transpose(e, view(e, all, {batch, tokens, 3, heads.count, heads.width}), {2, 0, 3, 1, 4});
    ValueId qkv[3];
    for (std::int64_t i = 0; i < 3; ++i)
        qkv[i] = e.op("Gather", {parts, e.integer(i)}, {{"axis", std::int64_t(0)}});
    const ValueId y = attend(e, qkv[0], qkv[1], qkv[2], heads, {});
    return project(e, "proj", view(e, transpose(e, y, {0, 2, 1, 3}), {batch, tokens, heads.all()}), heads.all(), heads.all());
}

ValueId perceptron(Exporter& e, ValueId x, std::int64_t width) {
    const auto scope = e.in("mlp");
    const ValueId inner = project(e, "fc1", x, width, 4 * width);
    const auto activate = [&] {
        const auto act = e.in("act");
        return geluByErf(e, inner);
    };
    return project(e, "fc2", dropout(e, activate(), 0.0f), 4 * width, width);
}

} // namespace

Graph makeVit(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 20));
    const Heads heads{12, size.scaled(64)};
    const std::int64_t width = heads.all(), side = (size.size > 0 ? size.size : 224) / 16;
    const ValueId image = imageInput(e, "input", size, 224);
    const ValueId batch = sizeOf(e, image, 0);
    const ValueId patches = conv(e, "conv_proj", image, {3, width, 16, 16, 1, 0}, true, 1);
    ValueId x = transpose(e, view(e, patches, {batch, width, side * side}), {0, 2, 1});
    const ValueId token = expand(e, e.parameter("class_token", {1, 1, width}, -1, 1), {batch, -1, -1});
    x = e.op("Add", {concat(e, {token, x}, 1), e.parameter("pos_embedding", {1, side * side + 1, width}, -0.5, 0.5)});
    x = dropout(e, x, 0.0f);
    {
        const auto blocks = e.in("blocks");
        for (int i = 0; i < 12; ++i) {
            const auto scope = e.in("blocks." + std::to_string(i));
            x = e.op("Add", {x, attention(e, layerNorm(e, "norm1", x, width), heads)});
            x = e.op("Add", {x, perceptron(e, layerNorm(e, "norm2", x, width), width)});
        }
    }
    x = e.op("Gather", {layerNorm(e, "norm", x, width), e.integer(0)}, {{"axis", std::int64_t(1)}});
    return e.finish({{"output", linear(e, "head", x, width, size.scaled(1000))}});
}

} // namespace lathe::test
