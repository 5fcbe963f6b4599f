#include "core/passes/canonical/rewrite_sub_as_add.h"

#include "core/passes/canonical/mapped_operand.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    if (!rewriter.is(graph.node(id), "Sub") || graph.opset() < kArithmeticBroadcastsSince) return false;
    auto negative = mappedOperand(graph, rewriter, id, [](double number) { return std::optional(-number); });
    if (!negative) return false;
    setMappedOperand(graph, rewriter, id, "Add", std::move(*negative));
    return true;
}

} // namespace

Result<int> rewriteSubAsAdd(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
