#include "core/passes/canonical/stated_shape.h"

#include "core/passes/node_forms.h"

#include <algorithm>

namespace lathe {

std::optional<std::vector<std::int64_t>> statedShape(const Graph& graph, ValueId value) {
    if (!value.isValid() || !graph.value(value).shape) return std::nullopt;
    std::vector<std::int64_t> target;
    for (const Dim& dim : graph.value(value).shape->dims) {
        if (dim == Dim(0)) return std::nullopt;
        target.push_back(dim.isKnown() ? dim.value : -1);
    }
    return std::ranges::count(target, -1) <= 1 ? std::optional(std::move(target)) : std::nullopt;
}

void becomeReshape(Graph& graph, Rewriter& rewriter, NodeId id, const std::vector<std::int64_t>& target) {
    const Node& node = graph.node(id);
    const ValueId source = node.input(0), shape = addInts(graph, node.name + "_shape", target);
    become(graph, rewriter, id, "Reshape", {source, shape});
}

} // namespace lathe
