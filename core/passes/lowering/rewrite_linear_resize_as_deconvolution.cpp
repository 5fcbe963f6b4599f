#include "core/passes/lowering/rewrite_linear_resize_as_deconvolution.h"

#include "core/passes/lowering/deconvolution.h"
#include "core/passes/lowering/lowering_helpers.h"

#include <cmath>

namespace lathe {
namespace {

/// Weights by distance: element t of the result from element 0 of the input lies at (t + 0.5) / factor - 0.5.
std::vector<float> ramp(std::int64_t factor) {
    const std::int64_t first = -(factor / 2), count = factor % 2 == 0 ? 2 * factor : 2 * factor - 1;
    std::vector<float> weights;
    for (std::int64_t t = first; t < first + count; ++t)
        weights.push_back(static_cast<float>(1.0 - std::abs((static_cast<double>(t) + 0.5) / static_cast<double>(factor) - 0.5)));
    return weights;
}

ValueId withBorder(const Graph& graph, Replacement& parts, ValueId x) {
    const Ints pads{0, 0, 1, 1, 0, 0, 1, 1};
    Attributes attributes{{"mode", std::string("edge")}};
    if (graph.opset() >= 11) return parts.add("Pad", {x, parts.ints("pads", pads)}, std::move(attributes));
    attributes["pads"] = pads;
    return parts.add("Pad", {x}, std::move(attributes));
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    const auto resize = wholeResize(graph, rewriter, node);
    if (!resize || resize->modes.interpolation != "linear" || resize->modes.coordinates != "half_pixel") return false;
    Replacement parts(graph, rewriter, id);
    const std::int64_t top = resize->high + resize->high / 2, left = resize->wide + resize->wide / 2;
    parts.finish(addDepthwiseDeconvolution(parts, withBorder(graph, parts, node.input(0)), *resize, ramp(resize->high), ramp(resize->wide),
                                           {top, left, top, left}));
    return true;
}

} // namespace

Result<int> rewriteLinearResizeAsDeconvolution(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
