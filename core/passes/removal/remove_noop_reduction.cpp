#include "core/passes/removal/remove_noop_reduction.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

/// The axes that the node reduces; nothing where they are not known.
std::optional<std::vector<std::int64_t>> reducedAxes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const std::int64_t rank = rankOf(graph, node.input(0));
    if (rank < 0) return std::nullopt;
    std::vector<std::int64_t> axes;
    if (node.hasAttribute("axes") || node.input(1).isValid()) {
        const auto stated = fixedAxes(rewriter, node, rank);
        if (!stated || !stated->empty()) return stated;
    }
    for (std::int64_t i = 0; i < rank && node.intAttribute("noop_with_empty_axes", 0) == 0; ++i)
        axes.push_back(i);
    return axes;
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!isOneOf(rewriter, node, {"ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd"})) return false;
    const auto axes = reducedAxes(graph, rewriter, node);
    if (!axes) return false;
    const std::vector<Dim>& dims = graph.value(node.input(0)).shape->dims;
    const auto isOne = [&](std::int64_t axis) { return dims[static_cast<std::size_t>(axis)] == Dim(1); };
    if (!std::all_of(axes->begin(), axes->end(), isOne)) return false;
    if (axes->empty() || node.intAttribute("keepdims", 1) != 0) return rewriter.removePassThrough(id);
    become(graph, rewriter, id, "Squeeze", {node.input(0)});
    setAxes(graph, rewriter, id, *axes);
    return true;
}

} // namespace

Result<int> removeNoopReduction(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
