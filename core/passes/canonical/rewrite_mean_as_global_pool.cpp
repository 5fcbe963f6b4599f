#include "core/passes/canonical/rewrite_mean_as_global_pool.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (!rewriter.is(node, "ReduceMean") || !isPicture(graph, node.input(0)) || node.intAttribute("keepdims", 1) == 0) return false;
    const DataType type = graph.value(node.input(0)).type;
    if (!isComputedFloat(type) || type == DataType::Bfloat16) return false; // no version of the pool takes these before opset 22
    const auto axes = fixedAxes(rewriter, node, rank);
    const bool areSpatial = axes && static_cast<std::int64_t>(axes->size()) == rank - 2 && axes->front() == 2;
    if (!areSpatial) return false;
    become(graph, rewriter, id, "GlobalAveragePool", {node.input(0)});
    return true;
}

} // namespace

Result<int> rewriteMeanAsGlobalPool(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
