#include "core/passes/removal/remove_empty_concat_parts.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool isEmptyAlong(const Graph& graph, ValueId part, std::int64_t statedAxis) {
    const auto axis = normalizedAxis(statedAxis, rankOf(graph, part));
    return axis && graph.value(part).shape->dims[static_cast<std::size_t>(*axis)] == Dim(0);
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Concat") || node.inputs.size() < 2) return false;
    constexpr std::int64_t kDefaultAxisOfOpset1 = 1;
    const std::int64_t axis = node.intAttribute("axis", kDefaultAxisOfOpset1);
    std::vector<ValueId> kept;
    for (const ValueId part : node.inputs)
        if (!isEmptyAlong(graph, part, axis)) kept.push_back(part);
    if (kept.empty()) kept.push_back(node.input(0));
    if (kept.size() == node.inputs.size()) return false;
    reconnect(graph, rewriter, id, std::move(kept));
    return true;
}

} // namespace

Result<int> removeEmptyConcatParts(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
