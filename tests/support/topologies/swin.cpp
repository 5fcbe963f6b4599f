#include "tests/support/topologies/transformer_blocks.h"

#include <limits>

namespace lathe::test {
namespace {

constexpr std::int64_t kWindow = 7, kCells = kWindow * kWindow;

/// torch.roll along one axis: two Slices and a Concat.
ValueId roll(Exporter& e, ValueId x, std::int64_t axis, std::int64_t by) {
    const ValueId behind = slice(e, x, axis, by, std::numeric_limits<std::int64_t>::max());
    return concat(e, {behind, slice(e, x, axis, 0, by)}, axis);
}

struct Map {
    ValueId batch;
    std::int64_t side, channels;
};

/// [batch, side, side, channels] as [batch · windows, cells, channels].
ValueId windowsOf(Exporter& e, ValueId x, const Map& map) {
    const std::int64_t n = map.side / kWindow;
    const ValueId parts = transpose(e, view(e, x, {map.batch, n, kWindow, n, kWindow, map.channels}), {0, 1, 3, 2, 4, 5});
    return view(e, parts, {-1, kCells, map.channels});
}

ValueId mapOf(Exporter& e, ValueId windows, const Map& map) {
    const std::int64_t n = map.side / kWindow;
    const ValueId parts = view(e, windows, {-1, n, n, kWindow, kWindow, map.channels});
    return view(e, transpose(e, parts, {0, 1, 3, 2, 4, 5}), {map.batch, map.side, map.side, map.channels});
}

/// Regions that a shift brought together must not see each other: [windows, cells, cells].
Tensor shiftMask(std::int64_t side) {
    const std::int64_t n = side / kWindow;
    const auto region = [&](std::int64_t at) { return at < side - kWindow ? 0 : at < side - kWindow / 2 ? 1 : 2; };
    Tensor mask = Tensor::makeZeros(DataType::Float, {n * n, kCells, kCells});
    auto out = mask.mutableData<float>().begin();
    const auto regionOf = [&](std::int64_t window, std::int64_t cell) {
        return 3 * region(window / n * kWindow + cell / kWindow) + region(window % n * kWindow + cell % kWindow);
    };
    for (std::int64_t window = 0; window < n * n; ++window)
        for (std::int64_t a = 0; a < kCells; ++a)
            for (std::int64_t b = 0; b < kCells; ++b)
                *out++ = regionOf(window, a) == regionOf(window, b) ? 0.0f : -100.0f;
    return mask;
}

ValueId biasOfPlaces(Exporter& e, std::int64_t heads) {
    const ValueId table = e.parameter("relative_position_bias_table", {(2 * kWindow - 1) * (2 * kWindow - 1), heads}, -0.5, 0.5);
    Dims index;
    for (std::int64_t a = 0; a < kCells; ++a)
        for (std::int64_t b = 0; b < kCells; ++b)
            index.push_back((a / kWindow - b / kWindow + kWindow - 1) * (2 * kWindow - 1) + a % kWindow - b % kWindow + kWindow - 1);
    const ValueId places =
        e.buffer("relative_position_index", Tensor::of<std::int64_t>({kCells * kCells}, std::span<const std::int64_t>(index)));
    const ValueId bias = view(e, e.op("Gather", {table, places}), {kCells, kCells, -1});
    return unsqueeze(e, transpose(e, bias, {2, 0, 1}), 0);
}

ValueId attention(Exporter& e, ValueId x, const Heads& heads, const Map& map, bool isShifted) {
    const auto scope = e.in("attn");
    const ValueId count = sizeOf(e, x, 0), cells = sizeOf(e, x, 1);
    const ValueId all = project(e, "qkv", x, heads.all(), 3 * heads.all());
    const ValueId parts = transpose(e, view(e, all, {count, cells, 3, heads.count, heads.width}), {2, 0, 3, 1, 4});
    ValueId qkv[3];
    for (std::int64_t i = 0; i < 3; ++i)
        qkv[i] = e.op("Gather", {parts, e.integer(i)}, {{"axis", std::int64_t(0)}});
    const ValueId q = e.op("Mul", {qkv[0], e.real(1.0f / std::sqrt(static_cast<float>(heads.width)))});
    ValueId scores = e.op("Add", {e.op("MatMul", {q, transpose(e, qkv[1], {0, 1, 3, 2})}), biasOfPlaces(e, heads.count)});
    if (isShifted) {
        const std::int64_t windows = map.side / kWindow * (map.side / kWindow);
        const ValueId mask = unsqueeze(e, unsqueeze(e, e.constant(shiftMask(map.side)), 1), 0);
        const ValueId apart = view(e, scores, {map.batch, windows, heads.count, cells, cells});
        scores = view(e, e.op("Add", {apart, mask}), {-1, heads.count, cells, cells});
    }
    const ValueId y = e.op("MatMul", {e.op("Softmax", {scores}, {{"axis", std::int64_t(-1)}}), qkv[2]});
    return project(e, "proj", view(e, transpose(e, y, {0, 2, 1, 3}), {count, cells, heads.all()}), heads.all(), heads.all());
}

/// Liu et al., "Swin Transformer": attention within windows, every second time of a shifted map.
ValueId block(Exporter& e, ValueId x, const Heads& heads, const Map& map, bool isShifted) {
    const std::int64_t width = heads.all(), by = kWindow / 2;
    ValueId y = layerNorm(e, "norm1", x, width);
    if (isShifted) y = roll(e, roll(e, y, 1, by), 2, by);
    y = mapOf(e, attention(e, windowsOf(e, y, map), heads, map, isShifted), map);
    if (isShifted) y = roll(e, roll(e, y, 1, map.side - by), 2, map.side - by);
    x = e.op("Add", {x, y});
    const auto scope = e.in("mlp");
    y = geluByErf(e, project(e, "fc1", layerNorm(e, "norm2", x, width), width, 4 * width));
    return e.op("Add", {x, project(e, "fc2", y, 4 * width, width)});
}

/// Every second row and column from each of four starts, joined and reduced to twice the channels.
ValueId mergePatches(Exporter& e, ValueId x, std::int64_t channels) {
    const auto everySecond = [&](ValueId y, std::int64_t axis, std::int64_t first) {
        const ValueId from = e.ints({first}), to = e.ints({std::numeric_limits<std::int64_t>::max()}), axes = e.ints({axis});
        return e.op("Slice", {y, from, to, axes, e.ints({2})});
    };
    std::vector<ValueId> parts;
    for (const std::int64_t column : {0, 1})
        for (const std::int64_t row : {0, 1})
            parts.push_back(everySecond(everySecond(x, 1, row), 2, column));
    const ValueId joined = layerNorm(e, "norm", concat(e, std::move(parts), -1), 4 * channels);
    return project(e, "reduction", joined, 4 * channels, 2 * channels, false);
}

} // namespace

Graph makeSwin(const TopologySize& size) {
    Exporter e("main_graph", std::min<std::int64_t>(opsetOr(size, 17), 17));
    constexpr std::int64_t kBlocks[] = {2, 2, 6, 2};
    const std::int64_t headWidth = size.scaled(32);
    const ValueId image = imageInput(e, "input", size, 224);
    Map map{sizeOf(e, image, 0), (size.size > 0 ? size.size : 224) / 4, 3 * headWidth};
    ValueId x = conv(e, "patch_embed", image, {3, map.channels, 4, 4, 1, 0}, true, 1);
    x = layerNorm(e, "patch_norm", transpose(e, x, {0, 2, 3, 1}), map.channels);
    for (int stage = 0; stage < 4 && map.side % kWindow == 0; ++stage) {
        const auto scope = e.in("layers." + std::to_string(stage));
        if (stage > 0) x = mergePatches(e, x, map.channels / 2);
        const Heads heads{std::int64_t(3) << stage, headWidth};
        for (std::int64_t i = 0; i < kBlocks[stage]; ++i) {
            const auto inBlock = e.in("blocks." + std::to_string(i));
            x = block(e, x, heads, map, i % 2 == 1 && map.side > kWindow);
        }
        map.side /= 2;
        map.channels *= 2;
    }
    x = layerNorm(e, "norm", x, map.channels / 2);
    const ValueId mean = e.op("ReduceMean", {x}, {{"axes", Dims{1, 2}}, {"keepdims", std::int64_t(0)}});
    return e.finish({{"output", linear(e, "head", mean, map.channels / 2, size.scaled(1000))}});
}

} // namespace lathe::test
