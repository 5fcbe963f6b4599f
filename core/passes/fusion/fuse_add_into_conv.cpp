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

/// fuse-mat-mul-add-into-gemm makes a Gemm of the two, and who asks for MatMul and Add goes without that pass.
bool isSumOfProduct(const Graph& graph, const Rewriter& rewriter, ValueId value) {
    return rewriter.privateProducer(value, "MatMul").isValid() && rewriter.is(graph.node(rewriter.onlyReader(value)), "Add");
}

bool fuseAt(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t computed) {
    return !isSumOfProduct(graph, rewriter, graph.node(id).input(computed)) && fuseChannelOperand(graph, rewriter, id, computed, shiftBy);
}

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    const bool isAdd = rewriter.is(node, "Add"), isSub = rewriter.is(node, "Sub");
    if ((!isAdd && !isSub) || node.inputs.size() != 2 || node.hasAttribute("broadcast")) return false;
    return fuseAt(graph, rewriter, id, 0) || (isAdd && fuseAt(graph, rewriter, id, 1));
}

} // namespace

Result<int> fuseAddIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
