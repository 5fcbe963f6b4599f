#include "core/passes/lowering/softmax_axis.h"

namespace lathe {

std::optional<SoftmaxAxis> softmaxAxis(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "Softmax") && !rewriter.is(node, "LogSoftmax")) return std::nullopt;
    const auto rank = knownRank(graph, node.input(0));
    const auto axis = rank ? axisOf(node, graph.opset() < 13 ? 1 : -1, *rank) : std::nullopt;
    if (!axis || (graph.opset() < 13 && *axis != *rank - 1)) return std::nullopt;
    return SoftmaxAxis{*axis, *rank};
}

void moveSoftmaxToWidth(Graph& graph, Rewriter& rewriter, NodeId id, const SoftmaxAxis& at) {
    Replacement parts(graph, rewriter, id);
    const Ints order = exchangeOf(at.rank, at.axis, at.rank - 1);
    const ValueId moved = parts.transpose(parts.node().input(0), order);
    parts.finish(parts.transpose(parts.add(parts.node().opType, {moved}, {{"axis", std::int64_t(-1)}}), order));
}

} // namespace lathe
