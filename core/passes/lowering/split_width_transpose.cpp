#include "core/passes/lowering/split_width_transpose.h"

#include "core/passes/lowering/transpose_steps.h"
#include "core/passes/motion/layout_rules.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto permutation = rewriter.is(node, "Transpose") ? permutationOf(graph, node) : std::nullopt;
    if (!permutation || permutation->size() < 2) return false;
    const std::int64_t width = std::ssize(*permutation) - 1;
    return ((*permutation)[0] == width || (*permutation)[1] == width) && splitTranspose(graph, rewriter, id);
}

} // namespace

Result<int> splitWidthTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
