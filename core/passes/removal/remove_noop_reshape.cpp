#include "core/passes/removal/remove_noop_reshape.h"

#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {
namespace {

bool isReshaping(const Rewriter& rewriter, const Node& node) {
    constexpr std::string_view kTypes[] = {"Reshape", "Flatten", "Squeeze", "Unsqueeze", "Expand"};
    return std::any_of(std::begin(kTypes), std::end(kTypes), [&](std::string_view type) { return rewriter.is(node, type); });
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!isReshaping(rewriter, node)) return false;
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        if (node.inputs[i].isValid() && !rewriter.fixedContent(node.inputs[i])) return false;
    const auto before = rewriter.staticShape(node.input(0));
    const auto after = rewriter.staticShape(node.output());
    return before && after && *before == *after && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopReshape(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
