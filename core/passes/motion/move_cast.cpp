#include "core/passes/motion/move_cast.h"

#include "core/passes/motion/chain_motion.h"

namespace lathe {
namespace {

bool moves(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    return rewriter.is(node, "Cast") && bitWidth(typeOf(graph, node.input(0))) >= 8;
}

/// Operators that take elements of every type in all versions from opset 9 on.
bool passes(const Graph& graph, const Rewriter& rewriter, const Node& link, const Node&) {
    return graph.opset() >= 9 && (isReshaping(rewriter, link) || rewriter.is(link, "Transpose") || rewriter.is(link, "Slice"));
}

bool ends(const Graph&, const Rewriter& rewriter, const Node& end, const Node&) {
    return rewriter.is(end, "Cast");
}

} // namespace

Result<int> moveCast(Graph& graph, JobContext& context) {
    constexpr ChainMotion kMotion{moves, passes, ends, false};
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return moveDownChain(graph, rewriter, id, kMotion); });
}

} // namespace lathe
