#include "core/passes/lowering/rewrite_patch_slices_as_transpose.h"

#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/slice_ranges.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

/// A part of the Concat: what one or two Slices take of a value.
struct Patch {
    ValueId source;
    std::vector<NodeId> slices; ///< the last one first
    std::vector<SliceRange> ranges;
};

bool hasAxis(const std::vector<SliceRange>& ranges, std::int64_t axis) {
    return std::ranges::find(ranges, axis, &SliceRange::axis) != ranges.end();
}

std::optional<Patch> patchOf(const Graph& graph, const Rewriter& rewriter, ValueId part) {
    Patch patch{part, {}, {}};
    while (patch.slices.size() < 2) {
        const NodeId producer = graph.value(patch.source).producer;
        if (!producer.isValid() || !rewriter.is(graph.node(producer), "Slice")) break;
        const auto ranges = sliceRanges(graph, rewriter, graph.node(producer));
        if (!ranges || std::ranges::any_of(*ranges, [&](const SliceRange& range) { return hasAxis(patch.ranges, range.axis); })) break;
        patch.ranges.insert(patch.ranges.end(), ranges->begin(), ranges->end());
        patch.slices.push_back(producer);
        patch.source = graph.node(producer).input(0);
    }
    std::ranges::sort(patch.ranges, {}, &SliceRange::axis);
    if (patch.ranges.size() != 2) return std::nullopt;
    return patch;
}

/// Patches of one value in rows and columns; `isRowFirst`: the row's start changes fastest.
struct PatchGrid {
    std::int64_t rows = 0, columns = 0; ///< axes
    std::int64_t high = 1, wide = 1;    ///< steps
    bool isRowFirst = false;
};

/// Nothing where a patch does not begin where its place in the Concat wants it, or does not take all that its step reaches.
bool isWhole(const Patch& patch, const PatchGrid& grid, const Ints& dims, std::int64_t place) {
    const std::int64_t row = grid.isRowFirst ? place % grid.high : place / grid.wide,
                       column = grid.isRowFirst ? place / grid.high : place % grid.wide;
    const auto takes = [&](const SliceRange& range, std::int64_t axis, std::int64_t step, std::int64_t start) {
        return range.axis == axis && range.step == step && range.start == start &&
               range.count == dims[static_cast<std::size_t>(axis)] / step;
    };
    return takes(patch.ranges[0], grid.rows, grid.high, row) && takes(patch.ranges[1], grid.columns, grid.wide, column);
}

std::optional<PatchGrid> gridOf(const std::vector<Patch>& patches, const Ints& dims, std::int64_t joined) {
    const auto& ranges = patches.front().ranges;
    PatchGrid grid{ranges[0].axis, ranges[1].axis, ranges[0].step, ranges[1].step, false};
    const auto lengthOf = [&](std::int64_t axis) { return dims[static_cast<std::size_t>(axis)]; };
    if (grid.rows == joined || grid.columns == joined || grid.high * grid.wide != std::ssize(patches) || std::ssize(patches) < 2)
        return std::nullopt;
    if (lengthOf(grid.rows) < 1 || lengthOf(grid.columns) < 1 || lengthOf(grid.rows) % grid.high != 0 ||
        lengthOf(grid.columns) % grid.wide != 0)
        return std::nullopt;
    for (const bool isRowFirst : {false, true}) {
        grid.isRowFirst = isRowFirst;
        bool fits = true;
        for (std::int64_t i = 0; i < std::ssize(patches); ++i)
            fits = fits && patches[static_cast<std::size_t>(i)].source == patches.front().source &&
                   isWhole(patches[static_cast<std::size_t>(i)], grid, dims, i);
        if (fits) return grid;
    }
    return std::nullopt;
}

struct Move {
    Ints between, order, to;
};

/// Each axis of the picture is split in two; the starts go in front of the joined axis.
Move moveOf(const PatchGrid& grid, const Ints& dims, std::int64_t joined) {
    Move move;
    std::vector<std::int64_t> places; // of the axes among those between
    std::int64_t rowStart = 0, columnStart = 0;
    for (std::int64_t axis = 0; axis < std::ssize(dims); ++axis) {
        const std::int64_t length = dims[static_cast<std::size_t>(axis)];
        const std::int64_t step = axis == grid.rows ? grid.high : axis == grid.columns ? grid.wide : 1;
        places.push_back(std::ssize(move.between));
        move.between.push_back(length / step);
        if (axis == grid.rows) rowStart = std::ssize(move.between), move.between.push_back(step);
        if (axis == grid.columns) columnStart = std::ssize(move.between), move.between.push_back(step);
    }
    for (std::int64_t axis = 0; axis < std::ssize(dims); ++axis) {
        if (axis == joined)
            for (const std::int64_t start : grid.isRowFirst ? Ints{columnStart, rowStart} : Ints{rowStart, columnStart})
                move.order.push_back(start);
        move.order.push_back(places[static_cast<std::size_t>(axis)]);
        const std::int64_t own = move.between[static_cast<std::size_t>(places[static_cast<std::size_t>(axis)])];
        move.to.push_back(axis == joined && own > 0 ? own * grid.high * grid.wide : own);
    }
    return move;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Concat") || node.inputs.size() < 2) return false;
    std::vector<Patch> patches;
    for (const ValueId part : node.inputs) {
        auto patch = patchOf(graph, rewriter, part);
        if (!patch) return false;
        patches.push_back(std::move(*patch));
    }
    const ValueId source = patches.front().source;
    const auto dims = reshapeTarget(graph, source);
    const auto rank = knownRank(graph, source);
    const auto joined = rank ? axisOf(node, 0, *rank) : std::nullopt;
    if (!dims || !joined || (*dims)[static_cast<std::size_t>(*joined)] < 1) return false;
    const auto grid = gridOf(patches, *dims, *joined);
    if (!grid) return false;
    std::set<NodeId> slices;
    for (const Patch& patch : patches)
        slices.insert(patch.slices.begin(), patch.slices.end());
    for (const NodeId slice : slices)
        rewriter.joinOrigins(id, slice, true);
    const Move move = moveOf(*grid, *dims, *joined);
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.reshape(parts.transpose(parts.reshape(source, move.between), move.order), move.to));
    for (const Patch& patch : patches)
        for (const NodeId slice : patch.slices)
            if (graph.isAlive(slice) && !rewriter.isRead(graph.node(slice).output())) rewriter.removeDead(slice);
    return true;
}

} // namespace

Result<int> rewritePatchSlicesAsTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
