#include "core/passes/removal/remove_noop_pad.h"

#include "core/passes/fusion/pad_amounts.h"

namespace lathe {

Result<int> removeNoopPad(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const auto amounts = padAmounts(graph, rewriter, graph.node(id));
        return amounts && amounts->isNothing() && rewriter.removePassThrough(id);
    });
}

} // namespace lathe
