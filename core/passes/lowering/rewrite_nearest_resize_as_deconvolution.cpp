#include "core/passes/lowering/rewrite_nearest_resize_as_deconvolution.h"

#include "core/passes/lowering/deconvolution.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// Element i of the result is element i / factor of the input.
bool repeats(const WholeResize& resize, std::size_t axis, std::int64_t factor) {
    for (std::int64_t i = 0; i < resize.axes[axis].outSize; ++i)
        if (!resize.axes[axis].isCopied && nearestSource(resize.modes, resize.axes[axis], i) != i / factor) return false;
    return true;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto resize = wholeResize(graph, rewriter, node);
    if (!resize || resize->modes.interpolation != "nearest" || !repeats(*resize, 2, resize->high) || !repeats(*resize, 3, resize->wide))
        return false;
    Replacement parts(graph, rewriter, id);
    const std::vector<float> rows(static_cast<std::size_t>(resize->high), 1.0f), columns(static_cast<std::size_t>(resize->wide), 1.0f);
    parts.finish(addDepthwiseDeconvolution(parts, node.input(0), *resize, rows, columns, {0, 0, 0, 0}));
    return true;
}

} // namespace

Result<int> rewriteNearestResizeAsDeconvolution(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
