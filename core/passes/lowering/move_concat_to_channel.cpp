#include "core/passes/lowering/move_concat_to_channel.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Concat") || !node.hasAttribute("axis") || node.inputs.empty()) return false;
    const auto rank = knownRank(graph, node.output());
    const auto axis = rank ? axisOf(node, 0, *rank) : std::nullopt;
    if (!axis || *rank < 4 || *axis >= *rank - 3) return false;
    Replacement parts(graph, rewriter, id);
    const Ints order = exchangeOf(*rank, *axis, *rank - 3);
    std::map<ValueId, ValueId> moved;
    std::vector<ValueId> inputs;
    for (const ValueId input : node.inputs) {
        if (!moved.contains(input)) moved[input] = parts.transpose(input, order);
        inputs.push_back(moved[input]);
    }
    parts.finish(parts.transpose(parts.concat(std::move(inputs), *rank - 3), order));
    return true;
}

} // namespace

Result<int> moveConcatToChannel(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
