#include "core/passes/canonical/rewrite_constant_order.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool commutes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    constexpr std::int64_t kBroadcastsSince = 7, kExtremesBroadcastSince = 8;
    if (isOneOf(rewriter, node, {"Max", "Min"})) return graph.opset() >= kExtremesBroadcastSince;
    return graph.opset() >= kBroadcastsSince && isOneOf(rewriter, node, {"Add", "Mul", "And", "Or", "Xor", "Equal"});
}

bool rewrite(Graph& graph, const Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (node.inputs.size() != 2 || !commutes(graph, rewriter, node)) return false;
    if (!rewriter.fixedContent(node.input(0)) || rewriter.fixedContent(node.input(1))) return false;
    graph.setInputs(id, {node.input(1), node.input(0)});
    return true;
}

} // namespace

Result<int> rewriteConstantOrder(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
