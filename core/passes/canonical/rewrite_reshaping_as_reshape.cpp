#include "core/passes/canonical/rewrite_reshaping_as_reshape.h"

#include "core/passes/canonical/stated_shape.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!isOneOf(rewriter, node, {"Squeeze", "Unsqueeze", "Flatten"}) || graph.opset() < kReshapeTakesTargetSince) return false;
    const auto target = statedShape(graph, node.output());
    if (!target) return false;
    becomeReshape(graph, rewriter, id, *target);
    return true;
}

} // namespace

Result<int> rewriteReshapingAsReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
