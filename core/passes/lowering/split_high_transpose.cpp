#include "core/passes/lowering/split_high_transpose.h"

#include "core/passes/lowering/transpose_steps.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    return rewriter.is(graph.node(id), "Transpose") && splitTranspose(graph, rewriter, id);
}

} // namespace

Result<int> splitHighTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
