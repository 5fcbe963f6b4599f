#include "core/passes/lowering/rewrite_gather_nd_as_gather.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "GatherND") || node.intAttribute("batch_dims", 0) != 0) return false;
    const auto& indices = graph.value(node.input(1)).shape;
    if (!indices || indices->rank() < 1 || indices->dims.back() != Dim(1)) return false;
    const std::int64_t last = indices->rank() - 1;
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.add("Gather", {node.input(0), parts.squeeze(node.input(1), last)}, {{"axis", std::int64_t(0)}}));
    return true;
}

} // namespace

Result<int> rewriteGatherNdAsGather(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
