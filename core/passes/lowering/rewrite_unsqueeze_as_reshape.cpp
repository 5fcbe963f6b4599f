#include "core/passes/lowering/rewrite_unsqueeze_as_reshape.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Unsqueeze") || graph.opset() < 5) return false;
    if (node.input(1).isValid() && !rewriter.fixedContent(node.input(1))) return false;
    const auto target = reshapeTarget(graph, node.output());
    if (!target || target->empty()) return false;
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.reshape(node.input(0), *target));
    return true;
}

} // namespace

Result<int> rewriteUnsqueezeAsReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
