#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {
namespace {

ValueId classifier(Exporter& e, ValueId x, std::int64_t in, std::int64_t classes) {
    const auto scope = e.in("classifier");
    const ValueId dropped = dropout(e, x, 0.2f);
    return linear(e, "classifier.1", dropped, in, classes);
}

ValueId meanOverMap(Exporter& e, ValueId x) {
    if (e.opset() >= 18) return e.op("ReduceMean", {x, e.ints({2, 3})}, {{"keepdims", std::int64_t(0)}});
    return e.op("ReduceMean", {x}, {{"axes", Dims{2, 3}}, {"keepdims", std::int64_t(0)}});
}

struct Inverted {
    std::int64_t in, expanded, out, stride;
};

/// Sandler et al., "MobileNetV2", the inverted residual.
ValueId invertedResidual(Exporter& e, ValueId x, const Inverted& b) {
    const auto scope = e.in("conv");
    ValueId y = x;
    if (b.expanded != b.in) y = relu6(e, convNorm(e, "conv.0.0", "conv.0.1", y, {b.in, b.expanded, 1}));
    y = relu6(e, convNorm(e, "conv.1.0", "conv.1.1", y, {b.expanded, b.expanded, 3, b.stride, b.expanded}));
    y = convNorm(e, "conv.2", "conv.3", y, {b.expanded, b.out, 1});
    return b.stride == 1 && b.in == b.out ? e.op("Add", {x, y}) : y;
}

struct V3Row {
    std::int64_t kernel, expanded, out;
    bool squeezes, isHard;
    std::int64_t stride;
};
/// Howard et al., "Searching for MobileNetV3", table 1.
constexpr V3Row kLarge[] = {{3, 16, 16, false, false, 1}, {3, 64, 24, false, false, 2}, {3, 72, 24, false, false, 1},
                            {5, 72, 40, true, false, 2},  {5, 120, 40, true, false, 1}, {5, 120, 40, true, false, 1},
                            {3, 240, 80, false, true, 2}, {3, 200, 80, false, true, 1}, {3, 184, 80, false, true, 1},
                            {3, 184, 80, false, true, 1}, {3, 480, 112, true, true, 1}, {3, 672, 112, true, true, 1},
                            {5, 672, 160, true, true, 2}, {5, 960, 160, true, true, 1}, {5, 960, 160, true, true, 1}};

ValueId squeezeExcite(Exporter& e, ValueId x, std::int64_t channels) {
    const auto scope = e.in("block.2");
    const std::int64_t squeezed = std::max<std::int64_t>(1, channels / 4);
    const ValueId mean = e.op("GlobalAveragePool", {x});
    const ValueId inner = e.op("Relu", {conv(e, "fc1", mean, {channels, squeezed, 1}, true)});
    return e.op("Mul", {hardSigmoid(e, conv(e, "fc2", inner, {squeezed, channels, 1}, true)), x});
}

ValueId v3Block(Exporter& e, ValueId x, std::int64_t in, const V3Row& row, const TopologySize& size) {
    const auto scope = e.in("block");
    const std::int64_t expanded = size.scaled(row.expanded), out = size.scaled(row.out);
    const auto activate = [&](ValueId y) { return row.isHard ? hardSwish(e, y) : e.op("Relu", {y}); };
    ValueId y = x;
    if (expanded != in) y = activate(convNorm(e, "block.0.0", "block.0.1", y, {in, expanded, 1}));
    y = activate(convNorm(e, "block.1.0", "block.1.1", y, {expanded, expanded, row.kernel, row.stride, expanded}));
    if (row.squeezes) y = squeezeExcite(e, y, expanded);
    y = convNorm(e, "block.3.0", "block.3.1", y, {expanded, out, 1});
    return row.stride == 1 && in == out ? e.op("Add", {y, x}) : y;
}

} // namespace

Graph makeMobileNetV2(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 13));
    ValueId x = imageInput(e, "input", size, 224);
    constexpr std::int64_t kStages[][4] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                           {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};
    std::int64_t channels = size.scaled(32), index = 0;
    {
        const auto features = e.in("features");
        x = relu6(e, convNorm(e, "features.0.0", "features.0.1", x, {3, channels, 3, 2}));
        for (const auto& [expansion, width, count, stride] : kStages)
            for (std::int64_t i = 0; i < count; ++i) {
                const auto scope = e.in("features." + std::to_string(++index));
                x = invertedResidual(e, x, {channels, channels * expansion, size.scaled(width), i == 0 ? stride : 1});
                channels = size.scaled(width);
            }
        x = relu6(e, convNorm(e, "features.18.0", "features.18.1", x, {channels, size.scaled(1280), 1}));
    }
    return e.finish({{"output", classifier(e, meanOverMap(e, x), size.scaled(1280), size.scaled(1000))}});
}

Graph makeMobileNetV3(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 13));
    ValueId x = imageInput(e, "input", size, 224);
    std::int64_t channels = size.scaled(16), index = 0;
    {
        const auto features = e.in("features");
        x = hardSwish(e, convNorm(e, "features.0.0", "features.0.1", x, {3, channels, 3, 2}));
        for (const V3Row& row : kLarge) {
            const auto scope = e.in("features." + std::to_string(++index));
            x = v3Block(e, x, channels, row, size);
            channels = size.scaled(row.out);
        }
        x = hardSwish(e, convNorm(e, "features.16.0", "features.16.1", x, {channels, size.scaled(960), 1}));
    }
    x = flatten(e, e.op("GlobalAveragePool", {x}));
    x = hardSwish(e, linear(e, "classifier.0", x, size.scaled(960), size.scaled(1280)));
    return e.finish({{"output", classifier(e, x, size.scaled(1280), size.scaled(1000))}});
}

} // namespace lathe::test
