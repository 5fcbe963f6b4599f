#include "core/passes/lowering/split_concat.h"

#include "core/passes/replacement.h"

#include <algorithm>

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto isFirst = [&](ValueId input) { return input == node.input(0); };
    if (!rewriter.is(node, "Concat") || node.inputs.size() < 3 || !std::all_of(node.inputs.begin(), node.inputs.end(), isFirst))
        return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    for (std::size_t i = 1; i < node.inputs.size(); ++i)
        x = parts.add("Concat", {x, node.input(0)}, node.attributes);
    parts.finish(x);
    return true;
}

} // namespace

Result<int> splitConcat(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
