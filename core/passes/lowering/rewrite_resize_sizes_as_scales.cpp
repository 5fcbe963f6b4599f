#include "core/passes/lowering/rewrite_resize_sizes_as_scales.h"

#include "core/passes/lowering/lowering_helpers.h"

#include <cmath>

namespace lathe {
namespace {

/// The scale that makes `to` of `from`; 0 where none does.
float scaleOf(std::int64_t from, std::int64_t to) {
    if (from <= 0 || to <= 0) return 0.0f;
    const float scale = static_cast<float>(to) / static_cast<float>(from);
    return static_cast<std::int64_t>(std::floor(static_cast<float>(from) * scale)) == to ? scale : 0.0f;
}

bool hasPlainSizes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!rewriter.is(node, "Resize") || graph.opset() < 11 || node.hasAttribute("axes")) return false;
    if (node.stringAttribute("keep_aspect_ratio_policy", "stretch") != "stretch") return false;
    if (node.stringAttribute("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize") return false;
    const Tensor* scales = rewriter.fixedContent(node.input(2));
    return !node.input(2).isValid() || (scales && scales->elementCount() == 0);
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node node = graph.node(id);
    if (!hasPlainSizes(graph, rewriter, node)) return false;
    const auto from = rewriter.staticShape(node.input(0)), to = rewriter.fixedInts(node.input(3));
    if (!from || !to || from->size() != to->size()) return false;
    Tensor scales = Tensor::makeZeros(DataType::Float, {static_cast<std::int64_t>(to->size())});
    for (std::size_t i = 0; i < to->size(); ++i) {
        const float scale = scaleOf((*from)[i], (*to)[i]);
        if (scale == 0.0f) return false;
        scales.mutableData<float>()[i] = scale;
    }
    graph.setInputs(id, {node.input(0), node.input(1), graph.addConstant(node.name + "_scales", std::move(scales))});
    rewriter.dropIfUnread(node.input(2));
    rewriter.dropIfUnread(node.input(3));
    return true;
}

} // namespace

Result<int> rewriteResizeSizesAsScales(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
