#include "core/passes/removal/remove_noop_gather.h"

#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool takesEverything(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const Tensor* indices = rewriter.fixedContent(node.input(1));
    const std::int64_t rank = rankOf(graph, node.input(0));
    const auto axis = normalizedAxis(node.intAttribute("axis", 0), rank);
    if (!indices || indices->rank() != 1 || !axis) return false;
    const Dim& length = graph.value(node.input(0)).shape->dims[static_cast<std::size_t>(*axis)];
    if (!length.isKnown() || length.value != indices->elementCount()) return false;
    const std::vector<std::int64_t> numbers = indices->toInt64s();
    for (std::int64_t i = 0; i < length.value; ++i)
        if (const std::int64_t index = numbers[static_cast<std::size_t>(i)]; index != i && index + length.value != i) return false;
    return true;
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    return rewriter.is(node, "Gather") && takesEverything(graph, rewriter, node) && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopGather(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
