#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {
namespace {

/// Layer norm over the channels of a map: the exporter turns it to channels last and back.
ValueId normOfMap(Exporter& e, const std::string& name, ValueId x, std::int64_t channels) {
    return transpose(e, layerNorm(e, name, transpose(e, x, {0, 2, 3, 1}), channels), {0, 3, 1, 2});
}

/// Liu et al., "A ConvNet for the 2020s".
ValueId block(Exporter& e, ValueId x, std::int64_t channels) {
    ValueId y = conv(e, "block.0", x, {channels, channels, 7, 1, channels}, true);
    y = layerNorm(e, "block.2", transpose(e, y, {0, 2, 3, 1}), channels);
    y = geluByErf(e, project(e, "block.3", y, channels, 4 * channels));
    y = transpose(e, project(e, "block.5", y, 4 * channels, channels), {0, 3, 1, 2});
    y = e.op("Mul", {e.parameter("layer_scale", {channels, 1, 1}, 0.2, 0.4), y});
    return e.op("Add", {e.op("Identity", {y}), x});
}

} // namespace

Graph makeConvNeXt(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 20));
    ValueId x = imageInput(e, "input", size, 224);
    constexpr std::int64_t kBlocks[] = {3, 3, 9, 3};
    std::int64_t channels = 3;
    const auto features = e.in("features");
    for (int stage = 0; stage < 4; ++stage) {
        const std::int64_t out = size.scaled(std::int64_t(96) << stage);
        const std::string down = "features." + std::to_string(2 * stage), blocks = "features." + std::to_string(2 * stage + 1);
        {
            const auto scope = e.in(down);
            if (stage > 0) x = normOfMap(e, "0", x, channels);
            x = conv(e, "1", x, {channels, out, stage == 0 ? 4 : 2, stage == 0 ? 4 : 2, 1, 0}, true);
            if (stage == 0) x = normOfMap(e, "2", x, out);
        }
        const auto scope = e.in(blocks);
        for (std::int64_t i = 0; i < kBlocks[stage]; ++i) {
            const auto inBlock = e.in(blocks + "." + std::to_string(i));
            x = block(e, x, out);
        }
        channels = out;
    }
    x = normOfMap(e, "classifier.0", e.op("GlobalAveragePool", {x}), channels);
    return e.finish(
        {{"output", linear(e, "classifier.2", e.op("Flatten", {x}, {{"axis", std::int64_t(1)}}), channels, size.scaled(1000))}});
}

} // namespace lathe::test
