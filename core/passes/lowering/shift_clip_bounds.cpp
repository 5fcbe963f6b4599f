#include "core/passes/lowering/shift_clip_bounds.h"

#include "core/passes/clip_bounds.h"
#include "core/passes/lowering/lowering_helpers.h"

#include <cmath>

namespace lathe {
namespace {

constexpr double kFarthest = 1e6; // a shift by more would cost small numbers their digits

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto bounds = rewriter.is(node, "Clip") ? clipBounds(graph, rewriter, node) : std::nullopt;
    if (!bounds || typeOf(graph, node.input(0)) != DataType::Float || graph.opset() < 7) return false;
    if (!(bounds->low > 0) && !(bounds->high < 0)) return false;
    const double shift = bounds->low > 0 ? bounds->low : bounds->high;
    if (std::abs(shift) > kFarthest) return false;
    ClipBounds shifted = *bounds;
    for (double* bound : {&shifted.low, &shifted.high})
        if (*bound != ClipBounds().low && *bound != ClipBounds().high) *bound -= shift;
    Replacement parts(graph, rewriter, id);
    const ValueId down = parts.add("Add", {node.input(0), parts.constant("down", Tensor::scalar(static_cast<float>(-shift)))});
    graph.setType(down, DataType::Float);
    const ValueId clipped = parts.add("Clip", {down});
    setClip(graph, rewriter, graph.value(clipped).producer, down, shifted);
    parts.finish(parts.add("Add", {clipped, parts.constant("up", Tensor::scalar(static_cast<float>(shift)))}));
    return true;
}

} // namespace

Result<int> shiftClipBounds(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
