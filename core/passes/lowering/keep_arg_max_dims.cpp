#include "core/passes/lowering/keep_arg_max_dims.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if ((!rewriter.is(node, "ArgMax") && !rewriter.is(node, "ArgMin")) || node.intAttribute("keepdims", 1) != 0) return false;
    const auto target = reshapeTarget(graph, node.output());
    if (!target || target->empty() || graph.opset() < 5) return false;
    Replacement parts(graph, rewriter, id);
    Attributes attributes = node.attributes;
    attributes["keepdims"] = std::int64_t(1);
    parts.finish(parts.reshape(parts.add(node.opType, {node.input(0)}, std::move(attributes)), *target));
    return true;
}

} // namespace

Result<int> keepArgMaxDims(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
