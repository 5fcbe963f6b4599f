#include "core/passes/canonical/rewrite_upsample_as_resize.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {
namespace {

/// The place of the nearest element is rounded another way where an axis shrinks.
bool nowhereShrinks(const Rewriter& rewriter, ValueId scales) {
    const Tensor* content = rewriter.fixedContent(scales);
    if (!content) return false;
    const std::vector<double> numbers = content->toDoubles();
    return std::all_of(numbers.begin(), numbers.end(), [](double scale) { return scale >= 1.0; });
}

bool rewrite(Graph& graph, Rewriter& rewriter, NodeId id) {
    constexpr std::int64_t kResizeSince = 10, kCoordinatesSince = 11;
    const Node node = graph.node(id);
    if (!rewriter.is(node, "Upsample") || graph.opset() < kResizeSince || node.hasAttribute("scales")) return false;
    if (!nowhereShrinks(rewriter, node.input(1))) return false;
    Attributes attributes = {{"mode", node.stringAttribute("mode", "nearest")}};
    std::vector<ValueId> inputs = node.inputs;
    if (graph.opset() >= kCoordinatesSince) {
        attributes["coordinate_transformation_mode"] = std::string("asymmetric");
        attributes["nearest_mode"] = std::string("floor");
        inputs = {node.input(0), ValueId{}, node.input(1)};
    }
    become(graph, rewriter, id, "Resize", std::move(inputs), std::move(attributes));
    return true;
}

} // namespace

Result<int> rewriteUpsampleAsResize(Graph& graph, JobContext& context) {
    return rewriteEach(graph, context, [&](Rewriter& rewriter, NodeId id) { return rewrite(graph, rewriter, id); });
}

} // namespace lathe
