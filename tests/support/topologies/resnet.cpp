#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {
namespace {

struct Bottleneck {
    std::int64_t in, inner, out, stride;
};

/// He et al., "Deep Residual Learning" (the v1.5 of torchvision: the stride is in the 3x3 convolution).
ValueId bottleneck(Exporter& e, ValueId x, const Bottleneck& b) {
    ValueId y = e.op("Relu", {convNorm(e, "conv1", "bn1", x, {b.in, b.inner, 1})});
    y = e.op("Relu", {convNorm(e, "conv2", "bn2", y, {b.inner, b.inner, 3, b.stride})});
    y = convNorm(e, "conv3", "bn3", y, {b.inner, b.out, 1});
    if (b.in != b.out || b.stride != 1) {
        const auto scope = e.in("downsample");
        x = convNorm(e, "downsample.0", "downsample.1", x, {b.in, b.out, 1, b.stride});
    }
    return e.op("Relu", {e.op("Add", {y, x})});
}

} // namespace

Graph makeResNet50(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 13));
    ValueId x = imageInput(e, "input", size, 224);
    std::int64_t channels = size.scaled(64);
    x = maxPool(e, e.op("Relu", {convNorm(e, "conv1", "bn1", x, {3, channels, 7, 2})}), 3, 2);
    constexpr std::int64_t kBlocks[] = {3, 4, 6, 3};
    for (int layer = 0; layer < 4; ++layer) {
        const std::string name = "layer" + std::to_string(layer + 1);
        const auto scope = e.in(name);
        const std::int64_t inner = size.scaled(std::int64_t(64) << layer);
        for (std::int64_t block = 0; block < kBlocks[layer]; ++block) {
            const auto inBlock = e.in(name + "." + std::to_string(block));
            x = bottleneck(e, x, {channels, inner, 4 * inner, layer > 0 && block == 0 ? 2 : 1});
            channels = 4 * inner;
        }
    }
    x = e.op("Flatten", {e.op("GlobalAveragePool", {x})}, {{"axis", std::int64_t(1)}});
    return e.finish({{"output", linear(e, "fc", x, channels, size.scaled(1000))}});
}

Graph makeResidualChain(std::int64_t blocks) {
    Exporter e("main_graph", 17);
    constexpr std::int64_t kChannels = 4;
    ValueId x = e.input("input", DataType::Float, {1, kChannels, 4, 4});
    const double gain = 1.4 / std::sqrt(static_cast<double>(blocks)); // the sum over all blocks stays of order 1
    for (std::int64_t block = 0; block < blocks; ++block) {
        const auto scope = e.in("blocks." + std::to_string(block));
        const ValueId y = e.op("Relu", {conv(e, "conv1", x, {kChannels, kChannels}, true)});
        x = e.op("Relu", {e.op("Add", {conv(e, "conv2", y, {kChannels, kChannels}, true, gain), x})});
    }
    return e.finish({{"output", x}});
}

} // namespace lathe::test
