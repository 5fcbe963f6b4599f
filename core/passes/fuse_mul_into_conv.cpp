#include "core/passes/fuse_mul_into_conv.h"

#include "core/passes/channel_affine.h"

#include <cmath>

namespace lathe {
namespace {

bool fuseOperand(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed) {
    const Node& node = graph.node(id);
    const NodeId conv = foldableProducer(graph, rewriter, node.input(computed));
    if (!conv.isValid()) return false;
    const std::int64_t channels = *foldableChannels(graph, rewriter, conv);
    auto factors = channelOperand(rewriter, node.input(1 - computed), foldableRank(graph, conv), channels);
    if (!factors) return false;
    if (node.opType == "Div")
        for (double& factor : *factors)
            factor = 1.0 / factor;
    for (const double factor : *factors)
        if (!std::isfinite(factor)) return false;
    const ChannelAffine map{std::move(*factors), std::vector<double>(static_cast<std::size_t>(channels), 0.0)};
    if (!applyChannelAffine(graph, rewriter, conv, map)) return false;
    rewriter.takeOverOutput(conv, id);
    return true;
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isMul = rewriter.is(node, "Mul"), isDiv = rewriter.is(node, "Div");
    if ((!isMul && !isDiv) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseOperand(graph, rewriter, id, 0) || (isMul && fuseOperand(graph, rewriter, id, 1));
}

} // namespace

Result<int> fuseMulIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
