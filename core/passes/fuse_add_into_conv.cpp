#include "core/passes/fuse_add_into_conv.h"

#include "core/passes/channel_affine.h"

namespace lathe {
namespace {

bool fuseOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed) {
    const Node& node = graph.node(id);
    const NodeId conv = foldableProducer(graph, rewriter, node.input(computed));
    if (!conv.isValid()) return false;
    const std::int64_t channels = *foldableChannels(graph, rewriter, conv);
    auto offsets = channelOperand(rewriter, node.input(1 - computed), foldableRank(graph, conv), channels);
    if (!offsets) return false;
    if (node.opType == "Sub")
        for (double& offset : *offsets)
            offset = -offset;
    const ChannelAffine map{std::vector<double>(static_cast<std::size_t>(channels), 1.0), std::move(*offsets)};
    if (!applyChannelAffine(graph, rewriter, conv, map)) return false;
    rewriter.takeOverOutput(conv, id);
    return true;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isAdd = rewriter.is(node, "Add"), isSub = rewriter.is(node, "Sub");
    if ((!isAdd && !isSub) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseOperand(graph, rewriter, id, 0) || (isAdd && fuseOperand(graph, rewriter, id, 1));
}

} // namespace

Result<int> fuseAddIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
