#include "core/passes/removal/remove_noop_transpose.h"

#include "core/passes/rewriter.h"

namespace lathe {
namespace {

bool keepsOrder(const Graph& graph, const Node& node) {
    if (!node.hasAttribute("perm")) {
        const auto& shape = graph.value(node.input(0)).shape;
        return shape && shape->rank() < 2;
    }
    const std::vector<std::int64_t> permutation = node.intsAttribute("perm");
    for (std::size_t i = 0; i < permutation.size(); ++i)
        if (permutation[i] != static_cast<std::int64_t>(i)) return false;
    return true;
}

} // namespace

Result<int> removeNoopTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) {
        const Node& node = graph.node(id);
        return rewriter.is(node, "Transpose") && node.input(0).isValid() && keepsOrder(graph, node) && rewriter.removePassThrough(id);
    });
}

} // namespace lathe
