#include "tests/support/topologies/yolo_blocks.h"

#include <limits>

namespace lathe::test {
namespace {

constexpr float kAnchors[3][3][2] = {{{10, 13}, {16, 30}, {33, 23}}, {{30, 61}, {62, 45}, {59, 119}}, {{116, 90}, {156, 198}, {373, 326}}};
constexpr std::int64_t kValuesPerBox = 85; // a box, its confidence, 80 classes

/// Three convolutions around a chain of bottlenecks.
ValueId c3(Exporter& e, ValueId x, std::int64_t in, std::int64_t out, std::int64_t count, bool adds) {
    const std::int64_t inner = out / 2;
    ValueId y = convSilu(e, "cv1", x, {in, inner, 1});
    {
        const auto scope = e.in("m");
        for (std::int64_t i = 0; i < count; ++i)
            y = yoloBottleneck(e, "m." + std::to_string(i), y, inner, 1, adds);
    }
    const ValueId side = convSilu(e, "cv2", x, {in, inner, 1});
    return convSilu(e, "cv3", concat(e, {y, side}, 1), {2 * inner, out, 1});
}

/// Where the cells of a map are, [1, 3, ny, nx, 2], half a cell up and left: computed from the shape of the map.
ValueId gridOf(Exporter& e, ValueId map) {
    const ValueId ny = sizeOf(e, map, 2), nx = sizeOf(e, map, 3);
    const ValueId rows = view(e, floatRange(e, ny), {-1, 1}), columns = view(e, floatRange(e, nx), {1, -1});
    const ValueId y = expand(e, rows, {ny, nx}), x = expand(e, columns, {ny, nx});
    const ValueId lastX = unsqueeze(e, x, -1), pairs = concat(e, {lastX, unsqueeze(e, y, -1)}, -1);
    const ValueId grid = expand(e, pairs, {1, 3, ny, nx, 2});
    return e.op("Sub", {grid, e.real(0.5f)});
}

ValueId anchorsOf(Exporter& e, ValueId map, std::size_t scale) {
    std::vector<float> numbers;
    for (const auto& anchor : kAnchors[scale])
        numbers.insert(numbers.end(), {anchor[0], anchor[1]});
    const ValueId anchors = e.constant(Tensor::of<float>({1, 3, 1, 1, 2}, std::span<const float>(numbers)));
    const ValueId ny = sizeOf(e, map, 2);
    return expand(e, anchors, {1, 3, ny, sizeOf(e, map, 3), 2});
}

ValueId boxesAt(Exporter& e, ValueId x, std::int64_t in, std::size_t scale) {
    const ValueId map = conv(e, "m." + std::to_string(scale), x, {in, 3 * kValuesPerBox, 1}, true);
    const ValueId count = sizeOf(e, map, 0), ny = sizeOf(e, map, 2), nx = sizeOf(e, map, 3);
    const ValueId boxes = transpose(e, view(e, map, {count, 3, kValuesPerBox, ny, nx}), {0, 1, 3, 4, 2});
    const ValueId y = e.op("Sigmoid", {boxes});
    const ValueId stride = e.real(static_cast<float>(8 << scale));
    const ValueId centre = e.op("Add", {e.op("Mul", {slice(e, y, 4, 0, 2), e.real(2)}), gridOf(e, map)});
    const ValueId place = e.op("Mul", {centre, stride});
    const ValueId extent = e.op("Pow", {e.op("Mul", {slice(e, y, 4, 2, 4), e.real(2)}), e.real(2)});
    const ValueId sized = e.op("Mul", {extent, anchorsOf(e, map, scale)});
    const ValueId all = concat(e, {place, sized, slice(e, y, 4, 4, std::numeric_limits<std::int64_t>::max())}, 4);
    return view(e, all, {count, -1, kValuesPerBox});
}

} // namespace

Graph makeYoloV5(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    const std::int64_t c[] = {size.scaled(32, 2), size.scaled(64, 2), size.scaled(128, 2), size.scaled(256, 2), size.scaled(512, 2)};
    int index = 0;
    const auto next = [&] { return e.in("model." + std::to_string(index++)); };
    const auto conv3 = [&](ValueId x, std::int64_t in, std::int64_t out) {
        return convSilu(e, "model." + std::to_string(index++), x, {in, out, 3, 2});
    };
    const auto csp = [&](ValueId x, std::int64_t in, std::int64_t out, std::int64_t count, bool adds) {
        const auto scope = next();
        return c3(e, x, in, out, count, adds);
    };
    const auto upTo = [&](ValueId x, ValueId with) {
        const auto scope = next();
        return concat(e, {interpolateByTwo(e, x), with}, 1);
    };
    ValueId x = imageInput(e, "images", size, 640);
    x = convSilu(e, "model.0", x, {3, c[0], 6, 2, 1, 2});
    ++index;
    x = csp(conv3(x, c[0], c[1]), c[1], c[1], 1, true);
    const ValueId third = csp(conv3(x, c[1], c[2]), c[2], c[2], 2, true);
    const ValueId fourth = csp(conv3(third, c[2], c[3]), c[3], c[3], 3, true);
    x = csp(conv3(fourth, c[3], c[4]), c[4], c[4], 1, true);
    {
        const auto scope = next();
        x = sppf(e, x, c[4], c[4]);
    }
    const ValueId top = convSilu(e, "model.10", x, {c[4], c[3], 1});
    x = csp(upTo(top, fourth), 2 * c[3], c[3], 1, false);
    const ValueId middle = convSilu(e, "model.14", x, {c[3], c[2], 1});
    const ValueId small = csp(upTo(middle, third), 2 * c[2], c[2], 1, false);
    const ValueId medium = csp(concat(e, {conv3(small, c[2], c[2]), middle}, 1), c[3], c[3], 1, false);
    const ValueId large = csp(concat(e, {conv3(medium, c[3], c[3]), top}, 1), c[4], c[4], 1, false);
    const auto scope = e.in("model.24");
    std::vector<ValueId> boxes{boxesAt(e, small, c[2], 0), boxesAt(e, medium, c[3], 1), boxesAt(e, large, c[4], 2)};
    return e.finish({{"output0", concat(e, std::move(boxes), 1)}});
}

} // namespace lathe::test
