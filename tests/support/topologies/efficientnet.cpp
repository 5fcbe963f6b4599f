#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {
namespace {

struct MBConv {
    std::int64_t in, out, expansion, kernel, stride;
};

/// The padding of TensorFlow: more behind than before, so that the exporter needs a Pad.
ValueId samePadded(Exporter& e, ValueId x, std::int64_t kernel) {
    const std::int64_t all = kernel - 2;
    return pad(e, x, {all / 2, all - all / 2, all / 2, all - all / 2});
}

ValueId depthwise(Exporter& e, ValueId x, const MBConv& b, std::int64_t channels) {
    if (b.stride == 1) return convNorm(e, "conv_dw", "bn1", x, {channels, channels, b.kernel, 1, channels});
    return convNorm(e, "conv_dw", "bn1", samePadded(e, x, b.kernel), {channels, channels, b.kernel, b.stride, channels, 0});
}

ValueId squeezeExcite(Exporter& e, ValueId x, std::int64_t channels, std::int64_t squeezed) {
    const auto scope = e.in("se");
    const ValueId mean = e.op("ReduceMean", {x}, {{"axes", Dims{2, 3}}, {"keepdims", std::int64_t(1)}});
    const ValueId inner = silu(e, conv(e, "conv_reduce", mean, {channels, squeezed, 1}, true));
    return e.op("Mul", {x, e.op("Sigmoid", {conv(e, "conv_expand", inner, {squeezed, channels, 1}, true)})});
}

/// Tan and Le, "EfficientNet"; layers as in timm's tf_efficientnet_b0.
ValueId block(Exporter& e, ValueId x, const MBConv& b) {
    const std::int64_t channels = b.in * b.expansion;
    ValueId y = x;
    if (b.expansion != 1) y = silu(e, convNorm(e, "conv_pw", "bn0", y, {b.in, channels, 1}));
    y = silu(e, depthwise(e, y, b, channels));
    y = squeezeExcite(e, y, channels, std::max<std::int64_t>(1, b.in / 4));
    y = convNorm(e, "conv_pwl", "bn2", y, {channels, b.out, 1});
    return b.stride == 1 && b.in == b.out ? e.op("Add", {e.op("Identity", {y}), x}) : y;
}

} // namespace

Graph makeEfficientNet(const TopologySize& size) {
    Exporter e("main_graph", std::min<std::int64_t>(opsetOr(size, 16), 17));
    ValueId x = imageInput(e, "input", size, 224);
    std::int64_t channels = size.scaled(32);
    x = silu(e, convNorm(e, "conv_stem", "bn1", samePadded(e, x, 3), {3, channels, 3, 2, 1, 0}));
    // expansion, channels, blocks, stride, kernel
    constexpr std::int64_t kStages[][5] = {{1, 16, 1, 1, 3},  {6, 24, 2, 2, 3},  {6, 40, 2, 2, 5}, {6, 80, 3, 2, 3},
                                           {6, 112, 3, 1, 5}, {6, 192, 4, 2, 5}, {6, 320, 1, 1, 3}};
    {
        const auto blocks = e.in("blocks");
        int stage = 0;
        for (const auto& [expansion, width, count, stride, kernel] : kStages) {
            const std::string name = "blocks." + std::to_string(stage++);
            const auto inStage = e.in(name);
            for (std::int64_t i = 0; i < count; ++i) {
                const auto inBlock = e.in(name + "." + std::to_string(i));
                x = block(e, x, {channels, size.scaled(width), expansion, kernel, i == 0 ? stride : 1});
                channels = size.scaled(width);
            }
        }
    }
    x = silu(e, convNorm(e, "conv_head", "bn2", x, {channels, size.scaled(1280), 1}));
    x = e.op("Flatten", {e.op("GlobalAveragePool", {x})}, {{"axis", std::int64_t(1)}});
    return e.finish({{"output", linear(e, "classifier", dropout(e, x, 0.2f), size.scaled(1280), size.scaled(1000))}});
}

} // namespace lathe::test
