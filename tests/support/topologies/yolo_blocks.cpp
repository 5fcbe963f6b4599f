#include "tests/support/topologies/yolo_blocks.h"

namespace lathe::test {

ValueId convSilu(Exporter& e, const std::string& name, ValueId x, const ConvShape& shape) {
    const auto scope = e.in(name);
    const ValueId y = convNorm(e, "conv", "bn", x, shape);
    const auto act = e.in("act");
    return silu(e, y);
}

ValueId yoloBottleneck(Exporter& e, const std::string& name, ValueId x, std::int64_t channels, std::int64_t firstKernel, bool adds) {
    const auto scope = e.in(name);
    const ValueId y = convSilu(e, "cv2", convSilu(e, "cv1", x, {channels, channels, firstKernel}), {channels, channels, 3});
    return adds ? e.op("Add", {x, y}) : y;
}

ValueId sppf(Exporter& e, ValueId x, std::int64_t in, std::int64_t out) {
    std::vector<ValueId> parts{convSilu(e, "cv1", x, {in, in / 2, 1})};
    const auto pool = [&] {
        const auto scope = e.in("m");
        return maxPool(e, parts.back(), 5, 1);
    };
    for (int i = 0; i < 3; ++i)
        parts.push_back(pool());
    return convSilu(e, "cv2", concat(e, parts, 1), {2 * in, out, 1});
}

ValueId floatRange(Exporter& e, ValueId count) {
    const ValueId end = e.op("Cast", {count}, {{"to", std::int64_t(7)}});
    const ValueId from = e.integer(0), step = e.integer(1);
    return e.op("Cast", {e.op("Range", {from, end, step})}, {{"to", std::int64_t(1)}});
}

} // namespace lathe::test
