#include "core/passes/lowering/shrink_conv_kernel.h"

#include "core/ops/element_moves.h"
#include "core/passes/lowering/lowering_helpers.h"

namespace lathe {
namespace {

/// Cuts an axis; returns the first kernel element that stays.
std::int64_t shrink(WindowAxis& axis) {
    std::int64_t first = 0;
    const std::int64_t last = axis.output.value - 1;
    while (axis.kernel > 1 && axis.position(last, 0) < 0 && axis.padBegin >= axis.dilation) {
        axis.padBegin -= axis.dilation;
        --axis.kernel;
        ++first;
    }
    while (axis.kernel > 1 && axis.position(0, axis.kernel - 1) >= axis.input.value && axis.padEnd >= axis.dilation) {
        axis.padEnd -= axis.dilation;
        --axis.kernel;
    }
    return first;
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const Tensor* weights = fixedFloats(rewriter, node.input(1));
    if (!rewriter.is(node, "Conv") || !weights || !isFinite(*weights)) return false;
    auto window = fixedWindow(graph, rewriter, node);
    if (!window) return false;
    std::vector<SourceAxis> source = sourceAxes(weights->dims());
    Ints dims = weights->dims();
    for (std::size_t i = 0; i < window->size(); ++i) {
        WindowAxis& axis = (*window)[i];
        if (!axis.input.isKnown() || !axis.output.isKnown() || axis.output.value < 1) return false;
        source[i + 2].start = shrink(axis) * source[i + 2].step;
        source[i + 2].count = dims[i + 2] = axis.kernel;
    }
    if (dims == weights->dims()) return false;
    rewriter.replaceConstant(id, 1, takeByAxes(*weights, source, dims).value(), node.name + "_weight");
    graph.attributes(id).erase("auto_pad");
    for (auto& [key, attribute] : windowAttributes(*window))
        graph.attributes(id)[key] = attribute;
    return true;
}

} // namespace

Result<int> shrinkConvKernel(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
