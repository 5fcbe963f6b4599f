#include "core/passes/lowering/rewrite_single_gather_as_slice.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Gather")) return false;
    const auto index = rewriter.fixedInts(node.input(1));
    const auto rank = knownRank(graph, node.input(0)), indexRank = knownRank(graph, node.input(1));
    const auto axis = rank ? axisOf(node, 0, *rank) : std::nullopt;
    if (!index || index->size() != 1 || !axis || *indexRank > 1) return false;
    const Dim size = graph.value(node.input(0)).shape->dims[static_cast<std::size_t>(*axis)];
    if (!size.isKnown() || index->front() < -size.value || index->front() >= size.value) return false;
    const std::int64_t place = index->front() < 0 ? index->front() + size.value : index->front();
    Replacement parts(graph, rewriter, id);
    const ValueId one = parts.slice(node.input(0), *axis, place, place + 1);
    parts.finish(*indexRank == 0 ? parts.squeeze(one, *axis) : one);
    return true;
}

} // namespace

Result<int> rewriteSingleGatherAsSlice(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
