#include "core/passes/clip_bounds.h"

#include "core/ops/move_helpers.h"
#include "core/passes/node_forms.h"

namespace lathe {
namespace {

constexpr std::int64_t kBoundsAreInputsSince = 11;

/// Sets `bound` where the node states one; false where it is not fixed.
bool readBound(const Graph& graph, const Rewriter& rewriter, const Node& node, std::size_t place, std::string_view key, double& bound) {
    if (graph.opset() < kBoundsAreInputsSince) {
        bound = node.hasAttribute(key) ? static_cast<double>(node.floatAttribute(key, 0.0f)) : bound;
        return true;
    }
    if (!node.input(place).isValid()) return true;
    const Tensor* content = rewriter.fixedContent(node.input(place));
    if (!content || content->elementCount() != 1) return false;
    bound = content->toDoubles().front();
    return true;
}

} // namespace

std::optional<ClipBounds> clipBounds(const Graph& graph, const Rewriter& rewriter, const Node& node) {
    if (!node.input(0).isValid() || !isComputedFloat(graph.value(node.input(0)).type)) return std::nullopt;
    ClipBounds bounds;
    if (rewriter.is(node, "Relu")) {
        bounds.low = 0.0;
        return bounds;
    }
    if (!rewriter.is(node, "Clip") || !readBound(graph, rewriter, node, 1, "min", bounds.low) ||
        !readBound(graph, rewriter, node, 2, "max", bounds.high))
        return std::nullopt;
    return bounds.low <= bounds.high ? std::optional(bounds) : std::nullopt;
}

void setClip(Graph& graph, Rewriter& rewriter, NodeId id, ValueId source, const ClipBounds& bounds) {
    const DataType type = graph.value(source).type;
    const std::string name = graph.node(id).name;
    std::vector<ValueId> inputs = {source};
    Attributes attributes;
    const auto add = [&](std::size_t place, const std::string& key, double bound, double open) {
        if (bound == open) return;
        if (graph.opset() < kBoundsAreInputsSince) {
            attributes[key] = static_cast<float>(bound);
            return;
        }
        auto content = tensorOf(type, {}, std::span<const double>(&bound, 1));
        assert(content); // floats of every width can be made
        inputs.resize(place + 1);
        inputs[place] = graph.addConstant(name + "_" + key, std::move(*content));
    };
    add(1, "min", bounds.low, ClipBounds().low);
    add(2, "max", bounds.high, ClipBounds().high);
    become(graph, rewriter, id, "Clip", std::move(inputs), std::move(attributes));
}

} // namespace lathe
