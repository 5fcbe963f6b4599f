#include "core/passes/removal/remove_constant_where.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Where")) return false;
    const auto condition = uniformNumber(rewriter, node.input(0));
    if (!condition) return false;
    const std::size_t chosen = *condition != 0.0 ? 1 : 2;
    const auto before = rewriter.staticShape(node.input(chosen)), after = rewriter.staticShape(node.output());
    return before && before == after && rewriter.removePassThrough(id, chosen);
}

} // namespace

Result<int> removeConstantWhere(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
