#include "core/passes/lowering/lift_scalar_gather.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor* index = rewriter.is(node, "Gather") ? rewriter.fixedContent(node.input(1)) : nullptr;
    const auto rank = knownRank(graph, node.input(0));
    const auto axis = rank ? axisOf(node, 0, *rank) : std::nullopt;
    if (!index || index->rank() != 0 || !axis || !isFloatingPoint(typeOf(graph, node.input(0)))) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId listed = parts.constant("index", index->reshaped({1}));
    parts.finish(parts.squeeze(parts.add("Gather", {node.input(0), listed}, {{"axis", *axis}}), *axis));
    return true;
}

} // namespace

Result<int> liftScalarGather(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
