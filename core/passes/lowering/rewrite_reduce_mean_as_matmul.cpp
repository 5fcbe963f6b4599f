#include "core/passes/lowering/rewrite_reduce_mean_as_matmul.h"

#include "core/passes/lowering/average_matmul.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto rank = knownRank(graph, node.input(0));
    const auto axes = rewriter.is(node, "ReduceMean") && rank ? statedAxes(rewriter, node, *rank) : std::nullopt;
    if (!axes || axes->empty() || axes->back() != *rank - 1) return false;
    if (axes->front() != *rank - static_cast<std::int64_t>(axes->size())) return false;
    return averageByMatMul(graph, rewriter, id, static_cast<std::size_t>(axes->front()));
}

} // namespace

Result<int> rewriteReduceMeanAsMatmul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
