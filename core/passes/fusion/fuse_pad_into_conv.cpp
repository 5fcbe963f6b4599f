#include "core/passes/fusion/fuse_pad_into_conv.h"

#include "core/passes/fusion/pad_amounts.h"

namespace lathe {
namespace {

bool fuse(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!rewriter.is(node, "Conv")) return false;
    const NodeId pad = rewriter.privateProducer(node.input(0), "Pad");
    if (!pad.isValid()) return false;
    const auto amounts = padAmounts(graph, rewriter, graph.node(pad));
    if (!amounts || !amounts->isSpatialPadding() || amounts->value != 0.0) return false;
    auto pads = ownPads(node, static_cast<std::int64_t>(amounts->begin.size()) - 2);
    if (!pads) return false;
    const std::vector<std::int64_t> added = amounts->spatial();
    for (std::size_t i = 0; i < added.size(); ++i)
        (*pads)[i] += added[i];
    takeOverPad(graph, rewriter, id, pad, std::move(*pads));
    return true;
}

} // namespace

Result<int> fusePadIntoConv(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return fuse(graph, rewriter, id); });
}

} // namespace lathe
