#include "core/passes/lowering/rewrite_neg_as_mul.h"

#include "core/ops/move_helpers.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Neg") || graph.opset() < 7) return false;
    const DataType type = typeOf(graph, node.input(0));
    const bool isWide = type == DataType::Int32 || type == DataType::Int64;
    if (!isWide && type != DataType::Float && type != DataType::Double && type != DataType::Float16) return false;
    Replacement parts(graph, rewriter, id);
    const double minusOne[] = {-1.0};
    parts.finish(parts.add("Mul", {node.input(0), parts.constant("factor", tensorOf(type, {}, minusOne).value())}));
    return true;
}

} // namespace

Result<int> rewriteNegAsMul(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
