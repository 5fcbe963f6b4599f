#include "tests/core/compiler/published_networks.h"

#include "tests/core/compiler/network_builder.h"

#include <cmath>

namespace lathe::test {
namespace {

using Activation = NetworkBuilder::Activation;

/// A multiple of 8 near `value`, never below 90 % of it.
std::int64_t roundedToEight(double value) {
    const auto rounded = std::max<std::int64_t>(8, static_cast<std::int64_t>(value + 4) / 8 * 8);
    return static_cast<double>(rounded) < 0.9 * value ? rounded + 8 : rounded;
}

/// MobileNetV2's block: widen, depthwise, narrow, with a shortcut where the shapes agree.
struct InvertedResidual {
    std::int64_t expansion, channels, kernel, stride;
};
ValueId invertedResidual(NetworkBuilder& net, ValueId x, const InvertedResidual& block) {
    const std::int64_t in = net.channelsOf(x), wide = in * block.expansion;
    ValueId y = x;
    if (block.expansion > 1) y = net.convolution(y, {.channels = wide, .activation = Activation::Relu6});
    y = net.convolution(
        y, {.channels = wide, .kernel = block.kernel, .stride = block.stride, .groups = wide, .activation = Activation::Relu6});
    y = net.convolution(y, {.channels = block.channels});
    return block.stride == 1 && in == block.channels ? net.add(x, y) : y;
}

struct BlockGroup {
    InvertedResidual block;
    std::int64_t repeats;
};
ValueId blockGroup(NetworkBuilder& net, ValueId x, const BlockGroup& group) {
    InvertedResidual block = group.block;
    for (std::int64_t i = 0; i < group.repeats; ++i) {
        x = invertedResidual(net, x, block);
        block.stride = 1;
    }
    return x;
}

ValueId bottleneck(NetworkBuilder& net, ValueId x, std::int64_t width, std::int64_t stride) {
    const bool isProjected = stride != 1 || net.channelsOf(x) != 4 * width;
    ValueId y = net.convolution(x, {.channels = width, .activation = Activation::Relu});
    y = net.convolution(y, {.channels = width, .kernel = 3, .stride = stride, .activation = Activation::Relu});
    y = net.convolution(y, {.channels = 4 * width});
    const ValueId shortcut = isProjected ? net.convolution(x, {.channels = 4 * width, .stride = stride}) : x;
    return net.activate(net.add(y, shortcut), Activation::Relu);
}

ValueId leaky(NetworkBuilder& net, ValueId x, std::int64_t channels, std::int64_t kernel, std::int64_t stride = 1) {
    return net.convolution(x, {.channels = channels, .kernel = kernel, .stride = stride, .activation = Activation::Leaky});
}

ValueId darknetStage(NetworkBuilder& net, ValueId x, std::int64_t channels, int repeats) {
    x = leaky(net, x, channels, 3, 2);
    for (int i = 0; i < repeats; ++i)
        x = net.add(x, leaky(net, leaky(net, x, channels / 2, 1), channels, 3));
    return x;
}

/// Five alternating convolutions: what the next scale continues from.
ValueId yoloNeck(NetworkBuilder& net, ValueId x, std::int64_t channels) {
    for (const std::int64_t kernel : {1, 3, 1, 3, 1})
        x = leaky(net, x, kernel == 1 ? channels : 2 * channels, kernel);
    return x;
}

ValueId yoloHead(NetworkBuilder& net, ValueId x, std::int64_t channels) {
    return net.convolution(leaky(net, x, channels, 3), {.channels = 255});
}

ValueId silu(NetworkBuilder& net, ValueId x, std::int64_t channels, std::int64_t kernel, std::int64_t stride = 1) {
    return net.convolution(x, {.channels = channels, .kernel = kernel, .stride = stride, .activation = Activation::Silu});
}

/// YOLOv8's C2f: two halves, a chain of bottlenecks on the second, everything joined.
ValueId c2f(NetworkBuilder& net, ValueId x, std::int64_t channels, std::int64_t repeats, bool hasShortcut) {
    const std::int64_t half = channels / 2;
    const auto [first, second] = net.split(silu(net, x, channels, 1), half);
    std::vector<ValueId> parts{first, second};
    for (std::int64_t i = 0; i < repeats; ++i) {
        const ValueId y = silu(net, silu(net, parts.back(), half, 3), half, 3);
        parts.push_back(hasShortcut ? net.add(parts.back(), y) : y);
    }
    return silu(net, net.concat(parts), channels, 1);
}

class YoloV8 {
public:
    YoloV8(std::int64_t size, const YoloV8Scale& scale) : m_net(size), m_scale(scale) {
        ValueId x = silu(m_net, m_net.input(), channels(64), 3, 2);
        x = stage(x, 128, 3);
        m_p3 = stage(x, 256, 6);
        m_p4 = stage(m_p3, 512, 6);
        m_p5 = stage(m_p4, 1024, 3);
    }

    Graph classify() { return m_net.finish({m_net.classify(silu(m_net, m_p5, 1280, 1), 1000)}); }

    Graph detect() {
        const ValueId pooled = pyramid(m_p5);
        const ValueId p4 = join(m_net.upsample(pooled), m_p4, 512);
        const ValueId p3 = join(m_net.upsample(p4), m_p3, 256);
        const ValueId n4 = join(silu(m_net, p3, channels(256), 3, 2), p4, 512);
        const ValueId n5 = join(silu(m_net, n4, channels(512), 3, 2), pooled, 1024);
        std::vector<ValueId> outputs;
        for (const ValueId map : {p3, n4, n5})
            addHeads(map, outputs);
        return m_net.finish(outputs);
    }

private:
    std::int64_t channels(std::int64_t base) const {
        return roundedToEight(static_cast<double>(std::min(base, m_scale.mostChannels)) * m_scale.width);
    }
    std::int64_t repeats(std::int64_t base) const {
        return std::max<std::int64_t>(1, std::llround(static_cast<double>(base) * m_scale.depth));
    }
    ValueId stage(ValueId x, std::int64_t base, std::int64_t count) {
        return c2f(m_net, silu(m_net, x, channels(base), 3, 2), channels(base), repeats(count), true);
    }
    ValueId join(ValueId a, ValueId b, std::int64_t base) { return c2f(m_net, m_net.concat({a, b}), channels(base), repeats(3), false); }

    /// SPPF: three pools in a row, all of them joined.
    ValueId pyramid(ValueId x) {
        std::vector<ValueId> parts{silu(m_net, x, m_net.channelsOf(x) / 2, 1)};
        for (int i = 0; i < 3; ++i)
            parts.push_back(m_net.maxPool(parts.back(), 5, 1));
        return silu(m_net, m_net.concat(parts), channels(1024), 1);
    }

    void addHeads(ValueId map, std::vector<ValueId>& outputs) {
        const std::int64_t first = channels(256), box = std::max<std::int64_t>({16, first / 4, 64}),
                           classes = std::max<std::int64_t>(first, 80);
        for (const auto& [wide, out] : {std::pair(box, std::int64_t(64)), std::pair(classes, std::int64_t(80))})
            outputs.push_back(m_net.convolution(silu(m_net, silu(m_net, map, wide, 3), wide, 3), {.channels = out}));
    }

    NetworkBuilder m_net;
    YoloV8Scale m_scale;
    ValueId m_p3, m_p4, m_p5;
};

} // namespace

Graph mobileNetV1(std::int64_t size) {
    NetworkBuilder net(size);
    ValueId x = net.convolution(net.input(), {.channels = 32, .kernel = 3, .stride = 2, .activation = Activation::Relu6});
    constexpr std::pair<std::int64_t, std::int64_t> kBlocks[] = {{64, 1},  {128, 2}, {128, 1}, {256, 2}, {256, 1},  {512, 2}, {512, 1},
                                                                 {512, 1}, {512, 1}, {512, 1}, {512, 1}, {1024, 2}, {1024, 1}};
    for (const auto& [channels, stride] : kBlocks) {
        const std::int64_t in = net.channelsOf(x);
        x = net.convolution(x, {.channels = in, .kernel = 3, .stride = stride, .groups = in, .activation = Activation::Relu6});
        x = net.convolution(x, {.channels = channels, .activation = Activation::Relu6});
    }
    return net.finish({net.classify(x, 1000)});
}

Graph mobileNetV2(std::int64_t size) {
    NetworkBuilder net(size);
    ValueId x = net.convolution(net.input(), {.channels = 32, .kernel = 3, .stride = 2, .activation = Activation::Relu6});
    constexpr BlockGroup kGroups[] = {{{1, 16, 3, 1}, 1}, {{6, 24, 3, 2}, 2},  {{6, 32, 3, 2}, 3}, {{6, 64, 3, 2}, 4},
                                      {{6, 96, 3, 1}, 3}, {{6, 160, 3, 2}, 3}, {{6, 320, 3, 1}, 1}};
    for (const BlockGroup& group : kGroups)
        x = blockGroup(net, x, group);
    x = net.convolution(x, {.channels = 1280, .activation = Activation::Relu6});
    return net.finish({net.classify(x, 1000)});
}

Graph resNet50(std::int64_t size) {
    NetworkBuilder net(size);
    ValueId x = net.convolution(net.input(), {.channels = 64, .kernel = 7, .stride = 2, .activation = Activation::Relu});
    x = net.maxPool(x, 3, 2);
    constexpr std::pair<std::int64_t, int> kStages[] = {{64, 3}, {128, 4}, {256, 6}, {512, 3}};
    for (const auto& [width, repeats] : kStages)
        for (int i = 0; i < repeats; ++i)
            x = bottleneck(net, x, width, i == 0 && width != 64 ? 2 : 1);
    return net.finish({net.classify(x, 1000)});
}

Graph efficientNetLite(std::int64_t size, double width, double depth) {
    NetworkBuilder net(size);
    ValueId x = net.convolution(net.input(), {.channels = 32, .kernel = 3, .stride = 2, .activation = Activation::Relu6});
    constexpr BlockGroup kGroups[] = {{{1, 16, 3, 1}, 1},  {{6, 24, 3, 2}, 2},  {{6, 40, 5, 2}, 2}, {{6, 80, 3, 2}, 3},
                                      {{6, 112, 5, 1}, 3}, {{6, 192, 5, 2}, 4}, {{6, 320, 3, 1}, 1}};
    for (BlockGroup group : kGroups) {
        const bool isScaled = group.block.channels != 16 && group.block.channels != 320; // first and last groups keep their depth
        group.block.channels = roundedToEight(static_cast<double>(group.block.channels) * width);
        if (isScaled) group.repeats = static_cast<std::int64_t>(std::ceil(static_cast<double>(group.repeats) * depth));
        x = blockGroup(net, x, group);
    }
    x = net.convolution(x, {.channels = 1280, .activation = Activation::Relu6});
    return net.finish({net.classify(x, 1000)});
}

Graph tinyYoloV3(std::int64_t size) {
    NetworkBuilder net(size);
    ValueId x = net.input(), route;
    for (const std::int64_t channels : {16, 32, 64, 128, 256}) {
        x = route = leaky(net, x, channels, 3);
        x = net.maxPool(x, 2, 2);
    }
    x = net.maxPool(leaky(net, x, 512, 3), 2, 1);
    const ValueId trunk = leaky(net, leaky(net, x, 1024, 3), 256, 1);
    const ValueId coarse = yoloHead(net, trunk, 512);
    const ValueId fine = yoloHead(net, net.concat({net.upsample(leaky(net, trunk, 128, 1)), route}), 256);
    return net.finish({coarse, fine});
}

Graph yoloV3(std::int64_t size) {
    NetworkBuilder net(size);
    ValueId x = leaky(net, net.input(), 32, 3);
    x = darknetStage(net, darknetStage(net, x, 64, 1), 128, 2);
    const ValueId p3 = darknetStage(net, x, 256, 8), p4 = darknetStage(net, p3, 512, 8), p5 = darknetStage(net, p4, 1024, 4);
    const ValueId n5 = yoloNeck(net, p5, 512);
    const ValueId n4 = yoloNeck(net, net.concat({net.upsample(leaky(net, n5, 256, 1)), p4}), 256);
    const ValueId n3 = yoloNeck(net, net.concat({net.upsample(leaky(net, n4, 128, 1)), p3}), 128);
    return net.finish({yoloHead(net, n5, 1024), yoloHead(net, n4, 512), yoloHead(net, n3, 256)});
}

Graph yoloV8Detect(std::int64_t size, const YoloV8Scale& scale) {
    return YoloV8(size, scale).detect();
}

Graph yoloV8Classify(std::int64_t size, const YoloV8Scale& scale) {
    return YoloV8(size, scale).classify();
}

} // namespace lathe::test
