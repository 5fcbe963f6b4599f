#include "core/passes/merging/merge_consecutive_clips.h"

#include "core/passes/clip_bounds.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

bool merge(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kClipSince = 6;
    const Node& node = graph.node(id);
    const auto outer = clipBounds(graph, rewriter, node);
    if (!outer || graph.opset() < kClipSince || !rewriter.onlyReader(node.input(0)).isValid()) return false;
    const NodeId first = graph.value(node.input(0)).producer;
    const auto inner = first.isValid() ? clipBounds(graph, rewriter, graph.node(first)) : std::nullopt;
    if (!inner || (node.opType == "Relu" && graph.node(first).opType == "Relu")) return false;
    const ClipBounds both = {std::clamp(inner->low, outer->low, outer->high), std::clamp(inner->high, outer->low, outer->high)};
    setClip(graph, rewriter, id, graph.node(first).input(0), both);
    absorb(graph, rewriter, id, first);
    return true;
}

} // namespace

Result<int> mergeConsecutiveClips(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return merge(graph, rewriter, id); });
}

} // namespace lathe
