#include "core/passes/fusion/fuse_mul_into_conv.h"

#include "core/passes/fusion/channel_affine.h"

namespace lathe {
namespace {

/// A factor that is not finite makes weights that are not: applyChannelAffine refuses them.
ChannelAffine scaleBy(const Node& node, std::vector<double> factors) {
    if (node.opType == "Div")
        for (double& factor : factors)
            factor = 1.0 / factor;
    std::vector<double> zeros(factors.size(), 0.0);
    return {std::move(factors), std::move(zeros)};
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isMul = rewriter.is(node, "Mul"), isDiv = rewriter.is(node, "Div");
    if ((!isMul && !isDiv) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseChannelOperand(graph, rewriter, id, 0, scaleBy) || (isMul && fuseChannelOperand(graph, rewriter, id, 1, scaleBy));
}

} // namespace

Result<int> fuseMulIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
