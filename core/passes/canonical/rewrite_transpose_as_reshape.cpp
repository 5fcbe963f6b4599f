#include "core/passes/canonical/rewrite_transpose_as_reshape.h"

#include "core/passes/canonical/stated_shape.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

/// Dimensions that may be longer than 1 keep their order, and some other one moves.
bool movesOnlyOnes(const std::vector<Dim>& dims, const std::vector<std::int64_t>& permutation) {
    std::int64_t last = -1;
    bool isMoved = false;
    for (std::size_t i = 0; i < permutation.size(); ++i) {
        const std::int64_t from = permutation[i];
        isMoved = isMoved || from != static_cast<std::int64_t>(i);
        if (dims[static_cast<std::size_t>(from)] == Dim(1)) continue;
        if (from < last) return false;
        last = from;
    }
    return isMoved;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (!rewriter.is(node, "Transpose") || rank < 2 || graph.opset() < kReshapeTakesTargetSince) return false;
    std::vector<std::int64_t> permutation = node.intsAttribute("perm");
    for (std::int64_t i = rank; !node.hasAttribute("perm") && i-- > 0;)
        permutation.push_back(i);
    if (static_cast<std::int64_t>(permutation.size()) != rank || !movesOnlyOnes(graph.value(node.input(0)).shape->dims, permutation))
        return false;
    const auto target = statedShape(graph, node.output());
    if (!target) return false;
    becomeReshape(graph, rewriter, id, *target);
    return true;
}

} // namespace

Result<int> rewriteTransposeAsReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
