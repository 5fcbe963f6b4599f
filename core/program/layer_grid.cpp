#include "core/program/layer_grid.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::array<std::string_view, 6> kGridOps{"Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "MatMul"};

} // namespace

NodeId gridNodeOf(const Graph& graph, const std::vector<NodeId>& nodes) {
    const auto found = std::find_if(nodes.rbegin(), nodes.rend(), [&](NodeId id) {
        return graph.node(id).domain.empty() && std::ranges::find(kGridOps, graph.node(id).opType) != kGridOps.end();
    });
    return found == nodes.rend() ? nodes.front() : *found;
}

} // namespace lathe
