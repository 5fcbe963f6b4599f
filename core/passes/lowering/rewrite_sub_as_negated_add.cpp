#include "core/passes/lowering/rewrite_sub_as_negated_add.h"

#include "core/passes/canonical/mapped_operand.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Sub") || graph.opset() < kArithmeticBroadcastsSince) return false;
    if (rewriter.fixedContent(node.input(1)) || typeOf(graph, node.input(1)) != DataType::Float) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId negative = parts.add("Mul", {node.input(1), parts.constant("minus", filled({}, -1.0F))});
    parts.finish(parts.add("Add", {node.input(0), negative}));
    return true;
}

} // namespace

Result<int> rewriteSubAsNegatedAdd(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
