#include "core/passes/merging/merge_consecutive_slices.h"

#include "core/passes/node_forms.h"
#include "core/passes/slice_ranges.h"

#include <algorithm>

namespace lathe {
namespace {

SliceRange composed(const SliceRange& first, const SliceRange& second) {
    return {first.axis, first.start + first.step * second.start, first.step * second.step, second.count};
}

/// The ranges of both, one after the other.
std::vector<SliceRange> joined(std::vector<SliceRange> ranges, const std::vector<SliceRange>& seconds) {
    for (const SliceRange& second : seconds) {
        const auto first = std::find_if(ranges.begin(), ranges.end(), [&](const SliceRange& range) { return range.axis == second.axis; });
        if (first == ranges.end())
            ranges.push_back(second);
        else
            *first = composed(*first, second);
    }
    return ranges;
}

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const NodeId first = rewriter.is(node, "Slice") ? rewriter.privateProducer(node.input(0), "Slice") : NodeId{};
    if (!first.isValid()) return false;
    const auto inner = sliceRanges(graph, rewriter, graph.node(first));
    const auto outer = inner ? sliceRanges(graph, rewriter, node) : std::nullopt;
    if (!outer) return false;
    const std::vector<SliceRange> ranges = joined(*inner, *outer);
    if (std::any_of(ranges.begin(), ranges.end(), [](const SliceRange& range) { return range.count == 0; })) return false;
    setSlice(graph, rewriter, id, graph.node(first).input(0), ranges);
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveSlices(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
