#include "core/passes/lowering/rewrite_slice_as_pool.h"

#include "core/passes/lowering/lowering_helpers.h"
#include "core/passes/slice_ranges.h"

#include <algorithm>

namespace lathe {
namespace {

bool isStridedPicture(const Graph& graph, ValueId x, const std::vector<SliceRange>& ranges) {
    if (knownRank(graph, x) != 4 || typeOf(graph, x) != DataType::Float) return false;
    const auto isEmpty = [](const Dim& dim) { return dim.isKnown() && dim.value == 0; }; // a pool has no window there
    if (std::ranges::any_of(graph.value(x).shape->dims, isEmpty)) return false;
    const auto steps = [](const SliceRange& range) { return range.step > 1; };
    return std::ranges::any_of(ranges, steps) &&
           std::ranges::all_of(ranges, [&](const SliceRange& range) { return range.count > 0 && (!steps(range) || range.axis >= 2); });
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Slice")) return false;
    const auto ranges = sliceRanges(graph, rewriter, node);
    if (!ranges || !isStridedPicture(graph, node.input(0), *ranges)) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    Ints strides{1, 1};
    for (const SliceRange& range : *ranges) {
        const Dim& length = graph.value(node.input(0)).shape->dims[static_cast<std::size_t>(range.axis)];
        if (range.axis >= 2) strides[static_cast<std::size_t>(range.axis - 2)] = range.step;
        // What a pool with a kernel of 1 reaches by itself needs no Slice.
        const bool isWhole = range.start == 0 && length.isKnown() && range.count == (length.value - 1) / range.step + 1;
        if (!isWhole) x = parts.slice(x, range.axis, range.start, range.end());
    }
    parts.finish(parts.add("MaxPool", {x}, {{"kernel_shape", Ints{1, 1}}, {"strides", strides}}));
    return true;
}

} // namespace

Result<int> rewriteSliceAsPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
