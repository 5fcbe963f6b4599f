#include "tests/support/topologies/yolo_blocks.h"

#include <numeric>

namespace lathe::test {
namespace {

constexpr std::int64_t kClasses = 80, kBins = 16;

/// Halves, of which the second goes through bottlenecks; all results are joined.
ValueId c2f(Exporter& e, ValueId x, std::int64_t in, std::int64_t out, std::int64_t count, bool adds) {
    const std::int64_t half = out / 2;
    const auto [first, second] = chunkInTwo(e, convSilu(e, "cv1", x, {in, out, 1}), 1);
    std::vector<ValueId> parts{first, second};
    {
        const auto scope = e.in("m");
        for (std::int64_t i = 0; i < count; ++i)
            parts.push_back(yoloBottleneck(e, "m." + std::to_string(i), parts.back(), half, 3, adds));
    }
    return convSilu(e, "cv2", concat(e, std::move(parts), 1), {(2 + count) * half, out, 1});
}

struct Branch {
    std::string name;
    std::int64_t inner, out;
};

ValueId branchAt(Exporter& e, ValueId x, std::int64_t in, std::size_t scale, const Branch& branch) {
    const std::string name = branch.name + "." + std::to_string(scale);
    const auto scope = e.in(name);
    x = convSilu(e, name + ".0", x, {in, branch.inner});
    x = convSilu(e, name + ".1", x, {branch.inner, branch.inner});
    return conv(e, name + ".2", x, {branch.inner, branch.out, 1}, true);
}

/// Centres of the cells of all maps and the size of a cell, [1, 2, cells] and [1, cells].
std::pair<ValueId, ValueId> anchorsOf(Exporter& e, const std::vector<ValueId>& maps) {
    std::vector<ValueId> points, strides;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const ValueId ny = sizeOf(e, maps[i], 2), nx = sizeOf(e, maps[i], 3);
        const ValueId columns = e.op("Add", {floatRange(e, nx), e.real(0.5f)}), rows = e.op("Add", {floatRange(e, ny), e.real(0.5f)});
        const ValueId y = expand(e, view(e, rows, {-1, 1}), {ny, nx}), x = expand(e, view(e, columns, {1, -1}), {ny, nx});
        const ValueId lastX = unsqueeze(e, x, -1);
        points.push_back(view(e, concat(e, {lastX, unsqueeze(e, y, -1)}, -1), {-1, 2}));
        const ValueId cells = shapeVector(e, {e.op("Mul", {ny, nx}), 1});
        strides.push_back(e.op("Expand", {e.real(static_cast<float>(8 << i)), cells}));
    }
    const ValueId all = unsqueeze(e, transpose(e, concat(e, std::move(points), 0), {1, 0}), 0);
    return {all, transpose(e, concat(e, std::move(strides), 0), {1, 0})};
}

/// The expectation of a distribution over distances: Softmax, and a convolution by 0 … 15.
ValueId distances(Exporter& e, ValueId box) {
    const auto scope = e.in("dfl");
    const ValueId count = sizeOf(e, box, 0), cells = sizeOf(e, box, 2);
    const ValueId bins = transpose(e, view(e, box, {count, 4, kBins, cells}), {0, 3, 1, 2});
    const ValueId shares = transpose(e, e.op("Softmax", {bins}, {{"axis", std::int64_t(3)}}), {0, 3, 2, 1});
    std::vector<float> numbers(kBins);
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    const ValueId weight = e.buffer("conv.weight", Tensor::of<float>({1, kBins, 1, 1}, std::span<const float>(numbers)));
    const ValueId sum = e.op("Conv", {shares, weight}, {{"kernel_shape", Dims{1, 1}}, {"pads", Dims{0, 0, 0, 0}}, {"strides", Dims{1, 1}}});
    return view(e, sum, {count, 4, cells});
}

ValueId boxesOf(Exporter& e, ValueId distance, ValueId points) {
    const auto [before, behind] = chunkInTwo(e, distance, 1);
    const ValueId first = e.op("Sub", {points, before}), last = e.op("Add", {points, behind});
    const ValueId centre = e.op("Div", {e.op("Add", {first, last}), e.real(2)});
    return concat(e, {centre, e.op("Sub", {last, first})}, 1);
}

ValueId detect(Exporter& e, const std::vector<ValueId>& features, const std::vector<std::int64_t>& channels, const TopologySize& size) {
    const Branch box{"cv2", size.scaled(64), 4 * kBins}, scores{"cv3", size.scaled(80), kClasses};
    std::vector<ValueId> maps, flat;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const ValueId place = branchAt(e, features[i], channels[i], i, box);
        maps.push_back(concat(e, {place, branchAt(e, features[i], channels[i], i, scores)}, 1));
    }
    const ValueId count = sizeOf(e, maps[0], 0);
    sizeOf(e, maps[0], 1); // the exporter leaves what the script asked and did not use
    for (const ValueId map : maps)
        flat.push_back(view(e, map, {count, 4 * kBins + kClasses, -1}));
    const ValueId all = concat(e, std::move(flat), 2);
    const auto [points, strides] = anchorsOf(e, maps);
    const ValueId boxes = boxesOf(e, distances(e, slice(e, all, 1, 0, 4 * kBins)), points);
    const ValueId classes = e.op("Sigmoid", {slice(e, all, 1, 4 * kBins, 4 * kBins + kClasses)});
    return concat(e, {e.op("Mul", {boxes, strides}), classes}, 1);
}

} // namespace

Graph makeYoloV8(const TopologySize& size) {
    Exporter e("main_graph", opsetOr(size, 16));
    const std::int64_t c[] = {size.scaled(16, 2), size.scaled(32, 2), size.scaled(64, 2), size.scaled(128, 2), size.scaled(256, 2)};
    int index = 0;
    const auto next = [&] { return e.in("model." + std::to_string(index++)); };
    const auto down = [&](ValueId x, std::int64_t in, std::int64_t out) {
        return convSilu(e, "model." + std::to_string(index++), x, {in, out, 3, 2});
    };
    const auto csp = [&](ValueId x, std::int64_t in, std::int64_t out, std::int64_t count, bool adds) {
        const auto scope = next();
        return c2f(e, x, in, out, count, adds);
    };
    const auto upTo = [&](ValueId x, ValueId with) {
        const auto scope = next();
        return concat(e, {interpolateByTwo(e, x), with}, 1);
    };
    ValueId x = down(imageInput(e, "images", size, 640), 3, c[0]);
    x = csp(down(x, c[0], c[1]), c[1], c[1], 1, true);
    const ValueId third = csp(down(x, c[1], c[2]), c[2], c[2], 2, true);
    const ValueId fourth = csp(down(third, c[2], c[3]), c[3], c[3], 2, true);
    x = csp(down(fourth, c[3], c[4]), c[4], c[4], 1, true);
    ValueId top;
    {
        const auto scope = next();
        top = sppf(e, x, c[4], c[4]);
    }
    const ValueId middle = csp(upTo(top, fourth), c[4] + c[3], c[3], 1, false);
    const ValueId small = csp(upTo(middle, third), c[3] + c[2], c[2], 1, false);
    const ValueId medium = csp(concat(e, {down(small, c[2], c[2]), middle}, 1), c[2] + c[3], c[3], 1, false);
    const ValueId large = csp(concat(e, {down(medium, c[3], c[3]), top}, 1), c[3] + c[4], c[4], 1, false);
    const auto scope = e.in("model.22");
    return e.finish({{"output0", detect(e, {small, medium, large}, {c[2], c[3], c[4]}, size)}});
}

} // namespace lathe::test
