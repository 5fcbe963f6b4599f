#include "core/passes/fusion/fuse_add_into_conv.h"

#include "core/passes/fusion/channel_affine.h"

namespace lathe {
namespace {

ChannelAffine shiftBy(const Node& node, std::vector<double> offsets) {
    if (node.opType == "Sub")
        for (double& offset : offsets)
            offset = -offset;
    return {std::vector<double>(offsets.size(), 1.0), std::move(offsets)};
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isAdd = rewriter.is(node, "Add"), isSub = rewriter.is(node, "Sub");
    if ((!isAdd && !isSub) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseChannelOperand(graph, rewriter, id, 0, shiftBy) || (isAdd && fuseChannelOperand(graph, rewriter, id, 1, shiftBy));
}

} // namespace

Result<int> fuseAddIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
