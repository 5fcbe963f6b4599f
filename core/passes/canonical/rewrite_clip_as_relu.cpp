#include "core/passes/canonical/rewrite_clip_as_relu.h"

#include "core/passes/clip_bounds.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const auto bounds = rewriter.is(node, "Clip") ? clipBounds(graph, rewriter, node) : std::nullopt;
    if (!bounds || bounds->low != 0.0 || bounds->high != ClipBounds().high) return false;
    become(graph, rewriter, id, "Relu", {node.input(0)});
    return true;
}

} // namespace

Result<int> rewriteClipAsRelu(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
