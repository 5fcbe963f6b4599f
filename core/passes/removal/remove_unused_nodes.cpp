#include "core/passes/removal/remove_unused_nodes.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

bool isUnused(const Rewriter& rewriter, const Node& node) {
    const auto isThere = [](ValueId id) { return id.isValid(); };
    return std::any_of(node.outputs.begin(), node.outputs.end(), isThere) &&
           std::none_of(node.outputs.begin(), node.outputs.end(), [&](ValueId id) { return id.isValid() && rewriter.isRead(id); });
}

/// One sweep from the outputs to the inputs.
Result<int> sweep(Graph& graph, JobContext& context) {
    Rewriter rewriter(graph);
    std::vector<NodeId> order = graph.topologicalOrder();
    std::reverse(order.begin(), order.end());
    int changes = 0;
    for (const NodeId id : order) {
        LATHE_CHECK(context.checkStop());
        if (!isUnused(rewriter, graph.node(id))) continue;
        rewriter.removeDead(id);
        ++changes;
    }
    return changes;
}

} // namespace

Result<int> removeUnusedNodes(Graph& graph, JobContext& context) {
    int total = 0;
    while (true) { // taking out an If or Loop frees the values that its bodies read by name
        LATHE_TRY(const int changes, sweep(graph, context));
        if (changes == 0) return total;
        total += changes;
    }
}

} // namespace lathe
