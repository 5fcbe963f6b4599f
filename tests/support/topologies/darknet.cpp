#include "tests/support/topologies/network_inputs.h"

namespace lathe::test {
namespace {

ValueId layer(Exporter& e, const std::string& name, ValueId x, const ConvShape& shape) {
    const auto scope = e.in(name);
    return mish(e, convNorm(e, "conv", "bn", x, shape));
}

/// Bochkovskiy et al., "YOLOv4": a stage whose one half passes by.
ValueId stage(Exporter& e, ValueId x, std::int64_t in, std::int64_t out, std::int64_t count) {
    const std::int64_t half = count == 1 ? out : out / 2;
    x = layer(e, "down", x, {in, out, 3, 2});
    const ValueId side = layer(e, "part1", x, {out, half, 1});
    ValueId y = layer(e, "part2", x, {out, half, 1});
    for (std::int64_t i = 0; i < count; ++i) {
        const auto scope = e.in("blocks." + std::to_string(i));
        const std::int64_t inner = count == 1 ? out / 2 : half;
        y = e.op("Add", {e.op("Identity", {y}), layer(e, "conv2", layer(e, "conv1", y, {half, inner, 1}), {inner, half})});
    }
    return layer(e, "join", concat(e, {layer(e, "last", y, {half, half, 1}), side}, 1), {2 * half, out, 1});
}

} // namespace

Graph makeCspDarknet53(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    ValueId x = imageInput(e, "images", size, 256);
    std::int64_t channels = size.scaled(32, 2);
    x = layer(e, "stem", x, {3, channels});
    constexpr std::int64_t kCounts[] = {1, 2, 8, 8, 4};
    for (int i = 0; i < 5; ++i) {
        const auto scope = e.in("stages." + std::to_string(i));
        const std::int64_t out = size.scaled(std::int64_t(64) << i, 2);
        x = stage(e, x, channels, out, kCounts[i]);
        channels = out;
    }
    return e.finish({{"output", linear(e, "head", flatten(e, e.op("GlobalAveragePool", {x})), channels, size.scaled(1000))}});
}

} // namespace lathe::test
