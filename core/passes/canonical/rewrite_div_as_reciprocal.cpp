#include "core/passes/canonical/rewrite_div_as_reciprocal.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kBroadcastsSince = 7;
    const Node& node = graph.node(id);
    const ValueId divisor = node.input(1);
    if (!rewriter.is(node, "Div") || graph.opset() < kBroadcastsSince || !isComputedFloat(graph.value(divisor).type)) return false;
    if (rewriter.fixedContent(divisor) || uniformOperand(graph, rewriter, node.input(0), divisor) != 1.0) return false;
    become(graph, rewriter, id, "Reciprocal", {divisor});
    return true;
}

} // namespace

Result<int> rewriteDivAsReciprocal(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
