#include "core/passes/lowering/rewrite_whole_pool_as_reduction.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const bool isMean = rewriter.is(node, "AveragePool");
    if ((!isMean && !rewriter.is(node, "MaxPool")) || node.output(1).isValid()) return false;
    const auto window = fixedWindow(graph, rewriter, node);
    if (!window || typeOf(graph, node.input(0)) != DataType::Float) return false;
    Ints axes;
    for (const WindowAxis& axis : *window) {
        if (!axis.input.isKnown() || axis.kernel != axis.input.value || axis.dilation != 1 || axis.padBegin + axis.padEnd != 0)
            return false;
        axes.push_back(static_cast<std::int64_t>(axes.size()) + 2);
    }
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.reduce(isMean ? "ReduceMean" : "ReduceMax", node.input(0), axes, true));
    return true;
}

} // namespace

Result<int> rewriteWholePoolAsReduction(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
