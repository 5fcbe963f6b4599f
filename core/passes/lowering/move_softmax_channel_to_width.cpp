#include "core/passes/lowering/move_softmax_channel_to_width.h"

#include "core/passes/lowering/softmax_axis.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const auto at = softmaxAxis(graph, rewriter, graph.node(id));
    if (!at || at->axis >= at->rank - 2) return false;
    moveSoftmaxToWidth(graph, rewriter, id, *at);
    return true;
}

} // namespace

Result<int> moveSoftmaxChannelToWidth(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
