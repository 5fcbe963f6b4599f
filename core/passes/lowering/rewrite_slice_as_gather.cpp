#include "core/passes/lowering/rewrite_slice_as_gather.h"

#include "core/passes/replacement.h"
#include "core/passes/slice_ranges.h"

#include <algorithm>

namespace lathe {
namespace {

constexpr std::int64_t kMostIndices = 4096;

Ints indicesOf(const SliceRange& range) {
    Ints indices;
    for (std::int64_t i = 0; i < range.count; ++i)
        indices.push_back(range.start + i * range.step);
    return indices;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Slice")) return false;
    const auto ranges = sliceRanges(graph, rewriter, node);
    if (!ranges || std::ranges::none_of(*ranges, [](const SliceRange& range) { return range.step > 1; })) return false;
    if (std::ranges::any_of(*ranges, [](const SliceRange& range) { return range.step > 1 && range.count > kMostIndices; })) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    for (const SliceRange& range : *ranges)
        x = range.step > 1 ? parts.add("Gather", {x, parts.ints("indices", indicesOf(range))}, {{"axis", range.axis}})
                           : parts.slice(x, range.axis, range.start, range.end());
    parts.finish(x);
    return true;
}

} // namespace

Result<int> rewriteSliceAsGather(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
