#include "core/passes/removal/remove_noop_split.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    return rewriter.is(node, "Split") && node.outputs.size() == 1 && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopSplit(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
