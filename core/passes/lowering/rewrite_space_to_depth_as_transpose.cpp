#include "core/passes/lowering/rewrite_space_to_depth_as_transpose.h"

#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto target = rewriter.is(node, "SpaceToDepth") ? reshapeTarget(graph, node.output()) : std::nullopt;
    const std::int64_t block = node.intAttribute("blocksize", 0);
    if (!target || target->size() != 4 || block < 1 || graph.opset() < 5) return false;
    const Ints& d = *target;
    if (d[1] < 0 || d[2] < 0 || d[3] < 0 || d[1] % (block * block) != 0) return false;
    Replacement parts(graph, rewriter, id);
    const ValueId apart = parts.reshape(node.input(0), {d[0], d[1] / (block * block), d[2], block, d[3], block});
    parts.finish(parts.reshape(parts.transpose(apart, {0, 3, 5, 1, 2, 4}), d));
    return true;
}

} // namespace

Result<int> rewriteSpaceToDepthAsTranspose(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
