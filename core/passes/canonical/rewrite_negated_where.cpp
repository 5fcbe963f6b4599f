#include "core/passes/canonical/rewrite_negated_where.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Where") || !node.input(0).isValid()) return false;
    const NodeId negation = graph.value(node.input(0)).producer;
    if (!negation.isValid() || !rewriter.is(graph.node(negation), "Not")) return false;
    graph.setInputs(id, {graph.node(negation).input(0), node.input(2), node.input(1)});
    absorb(graph, rewriter, id, negation);
    return true;
}

} // namespace

Result<int> rewriteNegatedWhere(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
