#include "core/passes/removal/remove_noop_slice.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Slice")) return false;
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        if (node.inputs[i].isValid() && !rewriter.fixedInts(node.inputs[i])) return false;
    if (node.input(4).isValid()) {
        const auto steps = rewriter.fixedInts(node.input(4));
        if (std::any_of(steps->begin(), steps->end(), [](std::int64_t step) { return step != 1; })) return false;
    }
    const auto before = rewriter.staticShape(node.input(0));
    const auto after = rewriter.staticShape(node.output());
    return before && after && *before == *after && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopSlice(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
