#include "core/passes/removal/remove_noop_resize.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

bool keepsPlaces(const Node& node) {
    const std::string coordinates = node.stringAttribute("coordinate_transformation_mode", "half_pixel");
    return coordinates != "tf_crop_and_resize" && coordinates != "tf_half_pixel_for_nn" &&
           node.stringAttribute("keep_aspect_ratio_policy", "stretch") == "stretch";
}

bool areOnes(const std::vector<double>& scales) {
    return std::all_of(scales.begin(), scales.end(), [](double scale) { return scale == 1.0; });
}

/// The scales that a node states as input or attribute; nothing where there are none or they are not fixed.
std::optional<std::vector<double>> statedScales(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (const auto attribute = node.floatsAttribute("scales"); !attribute.empty())
        return std::vector<double>(attribute.begin(), attribute.end());
    constexpr std::int64_t kRoiSince = 11;
    const std::size_t place = rewriter.is(node, "Resize") && graph.opset() >= kRoiSince ? 2 : 1;
    const Tensor* scales = rewriter.fixedContent(node.input(place));
    return scales && scales->elementCount() > 0 ? std::optional(scales->toDoubles()) : std::nullopt;
}

/// The node states sizes, and they are those of the input.
bool statesOwnSizes(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    const auto sizes = rewriter.fixedInts(node.input(3));
    const auto& shape = graph.value(node.input(0)).shape;
    if (!sizes || !shape) return false;
    std::vector<std::int64_t> axes = node.intsAttribute("axes");
    for (std::int64_t i = 0; !node.hasAttribute("axes") && i < shape->rank(); ++i)
        axes.push_back(i);
    if (axes.size() != sizes->size()) return false;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto axis = normalizedAxis(axes[i], shape->rank());
        if (!axis || shape->dims[static_cast<std::size_t>(*axis)] != Dim((*sizes)[i])) return false;
    }
    return true;
}

bool remove(Graph& graph, Rewriter& rewriter, NodeId id) {
    const Node& node = graph.node(id);
    if (!isOneOf(rewriter, node, {"Resize", "Upsample"}) || !keepsPlaces(node) || !node.input(0).isValid()) return false;
    const auto scales = statedScales(graph, rewriter, node);
    const bool isNothing = scales ? areOnes(*scales) : statesOwnSizes(graph, rewriter, node);
    return isNothing && rewriter.removePassThrough(id);
}

} // namespace

Result<int> removeNoopResize(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return remove(graph, rewriter, id); });
}

} // namespace lathe
