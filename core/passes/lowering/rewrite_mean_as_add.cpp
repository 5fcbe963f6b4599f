#include "core/passes/lowering/rewrite_mean_as_add.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Mean") || node.inputs.size() < 2 || graph.opset() < 8) return false;
    if (typeOf(graph, node.input(0)) != DataType::Float) return false;
    Replacement parts(graph, rewriter, id);
    ValueId sum = node.input(0);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        sum = parts.add("Add", {sum, node.input(i)});
    const ValueId share = parts.constant("share", filled({}, 1.0F / static_cast<float>(node.inputs.size())));
    parts.finish(parts.add("Mul", {sum, share}));
    return true;
}

} // namespace

Result<int> rewriteMeanAsAdd(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
