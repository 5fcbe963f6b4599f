#include "core/passes/lowering/rewrite_depth_to_space_as_transpose.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto target = rewriter.is(node, "DepthToSpace") ? reshapeTarget(graph, node.output()) : std::nullopt;
    const std::int64_t block = node.intAttribute("blocksize", 0);
    if (!target || target->size() != 4 || block < 1 || graph.opset() < 5) return false;
    const Ints& d = *target;
    if (d[1] < 0 || d[2] < 0 || d[3] < 0 || d[2] % block != 0 || d[3] % block != 0) return false;
    const bool isCrd = node.stringAttribute("mode", "DCR") == "CRD";
    Replacement parts(graph, rewriter, id);
    const Ints apart =
        isCrd ? Ints{d[0], d[1], block, block, d[2] / block, d[3] / block} : Ints{d[0], block, block, d[1], d[2] / block, d[3] / block};
    const ValueId x = parts.transpose(parts.reshape(node.input(0), apart), isCrd ? Ints{0, 1, 4, 2, 5, 3} : Ints{0, 3, 4, 1, 5, 2});
    parts.finish(parts.reshape(x, d));
    return true;
}

} // namespace

Result<int> rewriteDepthToSpaceAsTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
