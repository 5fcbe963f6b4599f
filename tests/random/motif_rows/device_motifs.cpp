#include "tests/random/motifs.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

ValueId floatsOf(GraphMaker& maker, const Dims& dims) {
    return maker.input(DataType::Float, dims);
}

ValueId mean(GraphMaker& maker, ValueId x) {
    std::vector<ValueId> inputs{x};
    for (std::int64_t more = maker.draw.integer(0, 3); more > 0 && maker.rank(x) > 0; --more)
        inputs.push_back(maker.draw.chance(50) ? x : maker.weight(DataType::Float, {maker.dims(x).back()}));
    return maker.isFloat(x) ? maker.add("Mean", std::move(inputs)) : ValueId{};
}

ValueId difference(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return maker.add("Sub", {x, x});
    const ValueId other = maker.draw.chance(70) ? floatsOf(maker, {maker.dims(x).back()}) : maker.weight(DataType::Float, {1});
    return maker.draw.chance(50) ? maker.add("Sub", {x, other}) : maker.add("Sub", {other, x});
}

/// A Slice of two axes with steps, mostly those of a picture.
ValueId stridedSlice(GraphMaker& maker, ValueId x) {
    if (maker.opset() < 10) return {};
    if (maker.rank(x) < 2 || maker.draw.chance(50)) x = floatsOf(maker, {1, 2, maker.draw.integer(2, 8), maker.draw.integer(2, 8)});
    const Dims axes = maker.draw.chance(70) ? Dims{-2, -1} : Dims{0, -1};
    Dims starts, ends, steps;
    for (const std::int64_t axis : axes) {
        const std::int64_t length = maker.dims(x)[static_cast<std::size_t>(axis < 0 ? axis + maker.rank(x) : axis)];
        starts.push_back(maker.draw.chance(50) ? 0 : maker.draw.integer(0, length - 1));
        ends.push_back(maker.draw.chance(70) ? length : maker.draw.integer(1, length));
        steps.push_back(maker.draw.integer(1, 3));
    }
    return maker.add("Slice", {x, maker.integers(starts), maker.integers(ends), maker.integers(axes), maker.integers(steps)});
}

/// Indices of one axis, repeated for all others; sometimes with a second axis of their own.
ValueId repeatedIndices(GraphMaker& maker, ValueId x) {
    if (maker.opset() < 11 || maker.rank(x) < 1) return {};
    const Dims dims = maker.dims(x);
    const std::int64_t axis = maker.draw.integer(0, maker.rank(x) - 1), length = dims[static_cast<std::size_t>(axis)];
    if (length < 1) return {};
    Dims own(dims.size(), 1), all = dims;
    own[static_cast<std::size_t>(axis)] = all[static_cast<std::size_t>(axis)] = maker.draw.integer(1, 3);
    if (maker.draw.chance(15)) own = all;
    if (maker.draw.chance(10) && all[0] > 1) --all[0], own[0] = std::min(own[0], all[0]);
    const ValueId places = maker.constant(DataType::Int64, own, 0, static_cast<double>(length - 1));
    const ValueId moving = maker.draw.chance(50) ? maker.add("Abs", {places}) : places;
    Dims repeats;
    for (std::size_t i = 0; i < all.size(); ++i)
        repeats.push_back(own[i] == 0 ? 1 : all[i] / own[i]);
    if (!moving.isValid()) return {};
    const ValueId indices =
        maker.draw.chance(50) ? maker.add("Expand", {moving, maker.integers(all)}) : maker.add("Tile", {moving, maker.integers(repeats)});
    return indices.isValid() ? maker.add("GatherElements", {x, indices}, {{"axis", axis}}) : ValueId{};
}

ValueId gatherNd(GraphMaker& maker, ValueId x) {
    if (maker.opset() < 11 || maker.rank(x) < 1 || maker.dims(x)[0] < 1) return {};
    const std::int64_t depth = maker.rank(x) > 1 && maker.draw.chance(20) ? 2 : 1;
    if (depth == 2 && maker.dims(x)[1] < 1) return {};
    Dims dims{maker.draw.integer(1, 3)};
    if (maker.draw.chance(40)) dims.push_back(2);
    dims.push_back(depth);
    const ValueId places = maker.constant(DataType::Int64, dims, 0, 0);
    return maker.add("GatherND", {x, places});
}

ValueId vectorProduct(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    const Dims dims = maker.dims(x);
    if (maker.draw.chance(60)) return maker.add("MatMul", {x, maker.weight(DataType::Float, {dims.back()})});
    return maker.add("MatMul", {maker.weight(DataType::Float, {dims[dims.size() > 1 ? dims.size() - 2 : 0]}), x});
}

ValueId largest(GraphMaker& maker, ValueId x) {
    if (maker.rank(x) < 1) return {};
    Dims axes{maker.draw.integer(0, maker.rank(x) - 1)};
    if (axes[0] + 1 < maker.rank(x) && maker.draw.chance(40)) axes.push_back(axes[0] + 1);
    const Attributes keeps{{"keepdims", std::int64_t(maker.draw.chance(50) ? 1 : 0)}};
    if (maker.opset() >= 18) return maker.add("ReduceMax", {x, maker.integers(axes)}, keeps);
    Attributes attributes = keeps;
    attributes["axes"] = axes;
    return maker.add("ReduceMax", {x}, std::move(attributes));
}

ValueId tile(GraphMaker& maker, ValueId x) {
    Dims dims;
    for (int i = 0; i < 3; ++i)
        dims.push_back(maker.draw.chance(60) ? 1 : 3);
    if (maker.draw.chance(70) || maker.rank(x) < 1) x = floatsOf(maker, dims);
    Dims repeats;
    for (const std::int64_t length : maker.dims(x))
        repeats.push_back(length == 1 ? maker.draw.integer(1, 3) : maker.draw.chance(90) ? 1 : 2);
    return maker.add("Tile", {x, maker.integers(repeats)});
}

/// One patch of a picture whose rows begin at `row` and columns at `column`, in one Slice or two.
ValueId patch(GraphMaker& maker, ValueId x, const Dims& axes, const Dims& starts, std::int64_t step, bool isTwice) {
    const Dims far{99, 99}, steps{step, step};
    if (!isTwice) return maker.add("Slice", {x, maker.integers(starts), maker.integers(far), maker.integers(axes), maker.integers(steps)});
    for (std::size_t i = 0; i < 2 && x.isValid(); ++i)
        x = maker.add("Slice", {x, maker.integers({starts[i]}), maker.integers({99}), maker.integers({axes[i]}), maker.integers({step})});
    return x;
}

ValueId patches(GraphMaker& maker, ValueId) {
    if (maker.opset() < 10) return {};
    const bool isChannelLast = maker.draw.chance(50), isTwice = maker.draw.chance(40), isRowFirst = maker.draw.chance(50);
    const std::int64_t step = maker.draw.chance(80) ? 2 : 3, high = step * maker.draw.integer(1, 2), wide = step * maker.draw.integer(1, 2);
    const std::int64_t odd = maker.draw.chance(15) ? 1 : 0;
    const ValueId x = floatsOf(maker, isChannelLast ? Dims{2, high + odd, wide, 3} : Dims{2, 3, high + odd, wide});
    const Dims axes = isChannelLast ? Dims{1, 2} : Dims{2, 3};
    std::vector<ValueId> parts;
    for (std::int64_t i = 0; i < step * step; ++i) {
        const std::int64_t row = isRowFirst ? i % step : i / step, column = isRowFirst ? i / step : i % step;
        const bool isWrong = odd == 0 && maker.draw.chance(3);
        parts.push_back(patch(maker, x, axes, {isWrong ? 0 : row, column}, step, isTwice));
        if (!parts.back().isValid()) return {};
    }
    return maker.add("Concat", std::move(parts), {{"axis", isChannelLast ? std::int64_t(-1) : std::int64_t(1)}});
}

ValueId norm(GraphMaker& maker, ValueId x) {
    if (!maker.isFloat(x) || maker.rank(x) < 1) return {};
    const std::string type = maker.draw.pick({"ReduceL1", "ReduceL2", "ReduceSumSquare"});
    Attributes attributes{{"keepdims", std::int64_t(maker.draw.chance(50) ? 1 : 0)}};
    const Dims axes{maker.draw.integer(-maker.rank(x), maker.rank(x) - 1)};
    if (maker.draw.chance(30)) return maker.add(type, {x}, std::move(attributes));
    if (maker.opset() >= 18) return maker.add(type, {x, maker.integers(axes)}, std::move(attributes));
    attributes["axes"] = axes;
    return maker.add(type, {x}, std::move(attributes));
}

/// Truth values for every score; mostly some key is there for each query.
ValueId truths(GraphMaker& maker, const Dims& dims) {
    const ValueId numbers = maker.input(DataType::Float, dims);
    return maker.add("Less", {numbers, maker.real(maker.draw.chance(85) ? 0.75 : -0.25)});
}

/// Attention of ai.onnx in heads or columns, with shared keys, masks, a cap, or a past that the expansion must leave.
ValueId scaledAttention(GraphMaker& maker, ValueId) {
    if (maker.opset() < 23) return {};
    const bool isApart = maker.draw.chance(50);
    const std::int64_t batch = 2, keyHeads = maker.draw.integer(1, 2), heads = keyHeads * maker.draw.integer(1, 2),
                       queries = maker.draw.integer(1, 3), keys = maker.draw.integer(1, 4), size = maker.draw.integer(1, 3),
                       valueSize = maker.draw.integer(1, 3);
    const auto operand = [&](std::int64_t count, std::int64_t positions, std::int64_t width) {
        return floatsOf(maker, isApart ? Dims{batch, count, positions, width} : Dims{batch, positions, count * width});
    };
    std::vector<ValueId> inputs{operand(heads, queries, size), operand(keyHeads, keys, size), operand(keyHeads, keys, valueSize)};
    const bool hasPast = maker.draw.chance(10);
    const std::int64_t all = keys + (hasPast ? 2 : 0);
    const Dims scores = maker.draw.chance(50) ? Dims{queries, all} : Dims{batch, maker.draw.chance(50) ? 1 : heads, queries, all};
    if (maker.draw.chance(50)) inputs.push_back(maker.draw.chance(50) ? truths(maker, scores) : maker.weight(DataType::Float, scores));
    if (inputs.size() == 4 && !inputs[3].isValid()) return {};
    if (hasPast) {
        inputs.resize(4);
        inputs.push_back(floatsOf(maker, {batch, keyHeads, 2, size}));
        inputs.push_back(floatsOf(maker, {batch, keyHeads, 2, valueSize}));
    }
    Attributes attributes;
    if (!isApart || maker.draw.chance(30)) attributes = {{"q_num_heads", heads}, {"kv_num_heads", keyHeads}};
    if (maker.draw.chance(40)) attributes["scale"] = maker.draw.real(0.25, 1);
    if (maker.draw.chance(30)) attributes["softcap"] = maker.draw.real(1, 3);
    if (maker.draw.chance(30)) attributes["is_causal"] = std::int64_t(1);
    return maker.add("Attention", std::move(inputs), std::move(attributes), maker.draw.chance(15) ? 3 : 1);
}

} // namespace

std::span<const MotifRow> deviceMotifs() {
    static constexpr MotifRow kRows[] = {
        {"rewrite-mean-as-add", mean},
        {"rewrite-sub-as-negated-add", difference},
        {"rewrite-slice-as-pool", stridedSlice},
        {"rewrite-slice-as-gather", stridedSlice},
        {"rewrite-gather-elements-as-gather", repeatedIndices},
        {"rewrite-gather-nd-as-gather", gatherNd},
        {"lift-1d-matmul", vectorProduct},
        {"move-reduce-max-to-height", largest},
        {"rewrite-tile-as-expand", tile},
        {"rewrite-patch-slices-as-transpose", patches},
        {"expand-reduce-norms", norm},
        {"expand-attention", scaledAttention, 23},
    };
    return kRows;
}

} // namespace lathe::random_test
