#include "core/passes/fusion/fuse_batch_norm_into_conv.h"

#include "core/passes/fusion/batch_norm_map.h"

namespace lathe {
namespace {

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!isInferenceNorm(rewriter, node)) return false;
    const NodeId conv = foldableProducer(graph, rewriter, node.input(0));
    if (!conv.isValid()) return false;
    const auto map = batchNormMap(rewriter, node, *foldableChannels(graph, rewriter, conv));
    if (!map || !applyChannelAffine(graph, rewriter, conv, *map)) return false;
    rewriter.takeOverOutput(conv, id);
    return true;
}

} // namespace

Result<int> fuseBatchNormIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
