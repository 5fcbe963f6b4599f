#include "core/passes/canonical/rewrite_mul_as_neg.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool hasNeg(DataType type) {
    return isComputedFloat(type) || type == DataType::Int8 || type == DataType::Int16 || type == DataType::Int32 || type == DataType::Int64;
}

/// The operand that is multiplied by -1; invalid where there is none.
ValueId negated(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (uniformOperand(graph, rewriter, node.input(1), node.input(0)) == -1.0) return node.input(0);
    const bool isFirst = node.opType == "Mul" && uniformOperand(graph, rewriter, node.input(0), node.input(1)) == -1.0;
    return isFirst ? node.input(1) : ValueId{};
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kBroadcastsSince = 7;
    const Node& node = graph.node(id);
    if (!isOneOf(rewriter, node, {"Mul", "Div"}) || graph.opset() < kBroadcastsSince) return false;
    const ValueId operand = negated(graph, rewriter, node);
    if (!operand.isValid() || !hasNeg(graph.value(operand).type)) return false;
    become(graph, rewriter, id, "Neg", {operand});
    return true;
}

} // namespace

Result<int> rewriteMulAsNeg(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
