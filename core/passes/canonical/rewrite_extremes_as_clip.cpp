#include "core/passes/canonical/rewrite_extremes_as_clip.h"

#include "core/passes/clip_bounds.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

/// Bounds were attributes, and so floats, before opset 11.
bool canBeBound(const Graph& graph, double number) {
    constexpr std::int64_t kBoundsAreInputsSince = 11;
    return graph.opset() >= kBoundsAreInputsSince || static_cast<double>(static_cast<float>(number)) == number;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kBroadcastsSince = 8;
    const Node& node = graph.node(id);
    if (!isOneOf(rewriter, node, {"Max", "Min"}) || node.inputs.size() != 2 || graph.opset() < kBroadcastsSince) return false;
    for (const std::size_t place : {0u, 1u}) {
        const ValueId value = node.input(place);
        const auto bound = uniformOperand(graph, rewriter, node.input(1 - place), value);
        if (!bound || !canBeBound(graph, *bound) || !isComputedFloat(graph.value(value).type) || rewriter.fixedContent(value)) continue;
        ClipBounds bounds;
        (node.opType == "Max" ? bounds.low : bounds.high) = *bound;
        setClip(graph, rewriter, id, value, bounds);
        return true;
    }
    return false;
}

} // namespace

Result<int> rewriteExtremesAsClip(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
