#include "core/formats/caffe/layer_table.h"

#include <algorithm>
#include <numeric>

namespace lathe::caffe {
namespace {

/// `axis`, or the older spelling of it.
std::int64_t axisField(const Message& parameters, std::string_view older) {
    return parameters.integer("axis", parameters.integer(older, 1));
}

Status buildConcat(LayerBuilder& builder) {
    return builder.finish("Concat", builder.bottoms(), {{"axis", axisField(builder.parameters("concat_param"), "concat_dim")}});
}

/// Sizes between the slice points; even parts without them.
Result<std::vector<std::int64_t>> partSizes(const LayerBuilder& builder, std::int64_t size, std::size_t parts) {
    const std::vector<std::int64_t> points = builder.parameters("slice_param").integers("slice_point");
    const auto count = static_cast<std::int64_t>(parts);
    if (points.empty()) {
        if (size % count == 0) return std::vector<std::int64_t>(parts, size / count);
        return builder.error("an axis of " + std::to_string(size) + " cannot be cut into " + std::to_string(count) + " even parts");
    }
    if (points.size() + 1 != parts)
        return builder.error(std::to_string(points.size()) + " slice points for " + std::to_string(count) +
                             " tops, expected one less than tops");
    std::vector<std::int64_t> sizes;
    std::int64_t last = 0;
    for (std::size_t i = 0; i < parts; ++i) {
        const std::int64_t next = i < points.size() ? points[i] : size;
        if (next <= last || next > size)
            return builder.error("the slice point " + std::to_string(next) + " does not lie between " + std::to_string(last) + " and " +
                                 std::to_string(size));
        sizes.push_back(next - last);
        last = next;
    }
    return sizes;
}

Status buildSlice(LayerBuilder& builder) {
    const std::size_t parts = builder.layer().tops.size();
    LATHE_TRY(const std::int64_t axis,
              builder.axisOf(axisField(builder.parameters("slice_param"), "slice_dim"), builder.rank(builder.bottom()), "axis"));
    const std::int64_t size = builder.dims(builder.bottom())[static_cast<std::size_t>(axis)];
    LATHE_TRY(const auto sizes, partSizes(builder, size, parts));
    LATHE_TRY(const auto values, builder.addMany("Split", {builder.bottom(), builder.integers("sizes", sizes)}, {{"axis", axis}}, parts));
    for (std::size_t i = 0; i < parts; ++i)
        LATHE_CHECK(builder.setTop(values[i], i));
    return {};
}

Status buildSplit(LayerBuilder& builder) {
    for (std::size_t i = 0; i < builder.layer().tops.size(); ++i) {
        LATHE_TRY(const ValueId copy, builder.add("Identity", {builder.bottom()}));
        LATHE_CHECK(builder.setTop(copy, i));
    }
    return {};
}

Status buildSilence(LayerBuilder&) {
    return {};
}

/// `target` with 0 for what stays at its place, as Reshape reads it.
Status reshape(LayerBuilder& builder, ValueId from, const std::vector<std::int64_t>& target) {
    return builder.finish("Reshape", {from, builder.integers("shape", target)});
}

Status buildFlatten(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("flatten_param");
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom());
    const std::int64_t rank = builder.rank(builder.bottom());
    LATHE_TRY(const std::int64_t first, builder.axisOf(parameters.integer("axis", 1), rank, "axis"));
    LATHE_TRY(const std::int64_t last, builder.axisOf(parameters.integer("end_axis", -1), rank, "end_axis"));
    if (last < first) return builder.error("end_axis lies before axis");
    if (first == 1 && last == rank - 1) return builder.finish("Flatten", {builder.bottom()}, {{"axis", std::int64_t(1)}});
    std::vector<std::int64_t> target(static_cast<std::size_t>(first), 0);
    target.push_back(
        elementCountOf(std::span(dims).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first + 1))).value_or(0));
    target.insert(target.end(), dims.begin() + last + 1, dims.end());
    return reshape(builder, builder.bottom(), target);
}

/// Replaces `num_axes` axes from `axis`; 0 copies the axis at the same place of the replaced ones, -1 takes what is left.
Status buildReshape(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("reshape_param");
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom());
    const auto rank = static_cast<std::int64_t>(dims.size());
    LATHE_TRY(const std::int64_t first, builder.axisOf(parameters.integer("axis", 0), rank, "axis", true));
    const std::int64_t stated = parameters.integer("num_axes", -1);
    const std::int64_t count = stated == -1 ? rank - first : stated;
    if (count < 0 || first + count > rank)
        return builder.error("num_axes is " + std::to_string(stated) + " from axis " + std::to_string(first) + " of " +
                             std::to_string(rank));
    std::vector<std::int64_t> target(dims.begin(), dims.begin() + first);
    const std::vector<std::int64_t> wanted = parameters.sub("shape").integers("dim");
    if (wanted.size() + dims.size() > kMaxRank) return builder.error("its shape has " + std::to_string(wanted.size()) + " axes");
    if (std::ranges::count(wanted, -1) > 1) return builder.error("its shape has -1 more than once");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == 0 && static_cast<std::int64_t>(i) >= count)
            return builder.error("dim " + std::to_string(i) + " of its shape is 0 (copied), but the bottom has no such axis");
        target.push_back(wanted[i] == 0 ? dims[static_cast<std::size_t>(first) + i] : wanted[i]);
    }
    target.insert(target.end(), dims.begin() + first + count, dims.end());
    return reshape(builder, builder.bottom(), target);
}

/// The axes that `order` leaves out follow in their own order.
Status buildPermute(LayerBuilder& builder) {
    std::vector<std::int64_t> order = builder.parameters("permute_param").integers("order");
    const std::int64_t rank = builder.rank(builder.bottom());
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] < 0 || order[i] >= rank || std::count(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(i), order[i]) > 0)
            return builder.error("order holds " + std::to_string(order[i]) + " twice, or the bottom has no such axis");
    for (std::int64_t axis = 0; axis < rank; ++axis)
        if (std::ranges::find(order, axis) == order.end()) order.push_back(axis);
    return builder.finish("Transpose", {builder.bottom()}, {{"perm", order}});
}

Status buildTile(LayerBuilder& builder) {
    const Message& parameters = builder.parameters("tile_param");
    const std::int64_t rank = builder.rank(builder.bottom()), tiles = parameters.integer("tiles", 0);
    LATHE_TRY(const std::int64_t axis, builder.axisOf(parameters.integer("axis", 1), rank, "axis"));
    if (tiles < 1) return builder.error("tiles is " + std::to_string(tiles));
    std::vector<std::int64_t> repeats(static_cast<std::size_t>(rank), 1);
    repeats[static_cast<std::size_t>(axis)] = tiles;
    return builder.finish("Tile", {builder.bottom(), builder.integers("repeats", repeats)});
}

/// [N, group, C / group, …] with the two middle axes swapped.
Status buildShuffleChannel(LayerBuilder& builder) {
    const std::int64_t group = builder.parameters("shuffle_channel_param").integer("group", 1);
    const std::vector<std::int64_t> dims = builder.dims(builder.bottom());
    if (dims.size() < 2 || group < 1 || dims[1] % group != 0)
        return builder.error("group is " + std::to_string(group) + ", which does not divide the channels of " + toText(dims));
    std::vector<std::int64_t> parted{dims[0], group, dims[1] / group}, order(dims.size() + 1);
    parted.insert(parted.end(), dims.begin() + 2, dims.end());
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[1], order[2]);
    LATHE_TRY(const ValueId split, builder.add("Reshape", {builder.bottom(), builder.integers("groups", parted)}));
    LATHE_TRY(const ValueId swapped, builder.add("Transpose", {split}, {{"perm", order}}));
    return reshape(builder, swapped, dims);
}

} // namespace

std::vector<LayerRow> movementLayers() {
    constexpr auto kOperators = Fate::Operators;
    return {
        {"Concat", kOperators, buildConcat, 1, kAnyNumber, Need::Nothing, "Concat"},
        {"Flatten", kOperators, buildFlatten, 1, 1, Need::Shape, "Flatten; Reshape for other axes than 1 to the last"},
        {"Permute", kOperators, buildPermute, 1, 1, Need::Rank, "Transpose"},
        {"Reshape", kOperators, buildReshape, 1, 1, Need::Shape, "Reshape"},
        {"ShuffleChannel", kOperators, buildShuffleChannel, 1, 1, Need::Shape, "Reshape, Transpose, Reshape"},
        {"Silence", kOperators, buildSilence, 0, kAnyNumber, Need::Nothing, "nothing: its bottoms are no outputs"},
        {"Slice", kOperators, buildSlice, 1, 1, Need::Shape, "Split"},
        {"Split", kOperators, buildSplit, 1, 1, Need::Nothing, "Identity"},
        {"Tile", kOperators, buildTile, 1, 1, Need::Rank, "Tile"},
    };
}

} // namespace lathe::caffe
