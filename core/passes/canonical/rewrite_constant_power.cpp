#include "core/passes/canonical/rewrite_constant_power.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kBroadcastsSince = 7;
    const Node& node = graph.node(id);
    const ValueId base = node.input(0);
    if (!rewriter.is(node, "Pow") || graph.opset() < kBroadcastsSince || !isComputedFloat(graph.value(base).type)) return false;
    const auto exponent = uniformOperand(graph, rewriter, node.input(1), base);
    if (exponent == 2.0)
        become(graph, rewriter, id, "Mul", {base, base});
    else if (exponent == 0.5)
        become(graph, rewriter, id, "Sqrt", {base});
    else if (exponent == -1.0)
        become(graph, rewriter, id, "Reciprocal", {base});
    else if (exponent == -0.5)
        become(graph, rewriter, id, "Reciprocal", {addStep(graph, id, "Sqrt", {base})});
    else
        return false;
    return true;
}

} // namespace

Result<int> rewriteConstantPower(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
