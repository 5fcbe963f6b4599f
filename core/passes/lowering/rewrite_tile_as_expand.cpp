#include "core/passes/lowering/rewrite_tile_as_expand.h"

#include "core/passes/replacement.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Tile") || graph.opset() < 8) return false;
    const auto repeats = rewriter.fixedInts(node.input(1));
    const auto& shape = graph.value(node.input(0)).shape;
    if (!repeats || !shape || static_cast<std::size_t>(shape->rank()) != repeats->size()) return false;
    bool repeatsOnes = false;
    for (std::size_t i = 0; i < repeats->size(); ++i) {
        if ((*repeats)[i] == 1) continue;
        if (shape->dims[i] != Dim(1) || (*repeats)[i] < 1) return false;
        repeatsOnes = true;
    }
    if (!repeatsOnes) return false;
    const ValueId given = node.input(1);
    Replacement parts(graph, rewriter, id);
    parts.finish(parts.add("Expand", {node.input(0), parts.ints("shape", *repeats)})); // 1 keeps what there is
    rewriter.dropIfUnread(given);
    return true;
}

} // namespace

Result<int> rewriteTileAsExpand(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
