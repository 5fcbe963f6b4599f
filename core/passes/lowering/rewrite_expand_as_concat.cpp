#include "core/passes/lowering/rewrite_expand_as_concat.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Expand")) return false;
    const auto from = rewriter.staticShape(node.input(0)), to = rewriter.staticShape(node.output());
    if (!from || !to || *from == *to || productOf(*to) == 0) return false;
    Ints dims(to->size() - from->size(), 1);
    dims.insert(dims.end(), from->begin(), from->end());
    for (std::size_t i = 0; i < dims.size(); ++i)
        if (dims[i] != (*to)[i] && (*to)[i] > 256) return false;
    Replacement parts(graph, rewriter, id);
    ValueId x = node.input(0);
    if (dims.size() != from->size()) x = parts.reshape(x, dims);
    for (std::size_t i = 0; i < dims.size(); ++i)
        if (dims[i] != (*to)[i])
            x = parts.concat(std::vector<ValueId>(static_cast<std::size_t>((*to)[i]), x), static_cast<std::int64_t>(i));
    parts.finish(x);
    return true;
}

} // namespace

Result<int> rewriteExpandAsConcat(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
