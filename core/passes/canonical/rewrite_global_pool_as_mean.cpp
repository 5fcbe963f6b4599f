#include "core/passes/canonical/rewrite_global_pool_as_mean.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (!rewriter.is(node, "GlobalAveragePool") || !isPicture(graph, node.input(0))) return false;
    std::vector<std::int64_t> axes;
    for (std::int64_t i = 2; i < rank; ++i)
        axes.push_back(i);
    become(graph, rewriter, id, "ReduceMean", {node.input(0)});
    setAxes(graph, rewriter, id, std::move(axes));
    return true;
}

} // namespace

Result<int> rewriteGlobalPoolAsMean(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
