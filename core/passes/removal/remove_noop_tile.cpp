#include "core/passes/removal/remove_noop_tile.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

bool isOfOnes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    constexpr std::int64_t kRepeatsAreOneInputSince = 6;
    const auto numbers = rewriter.fixedInts(node.input(1));
    if (!numbers || std::any_of(numbers->begin(), numbers->end(), [](std::int64_t n) { return n != 1; })) return false;
    if (rewriter.is(node, "Tile")) return graph.opset() >= kRepeatsAreOneInputSince;
    return rewriter.is(node, "Expand") && static_cast<std::int64_t>(numbers->size()) <= rankOf(graph, node.input(0));
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    return isOfOnes(graph, rewriter, graph.node(id)) && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopTile(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
