#pragma once

#include "core/simulator/functional/kernel.h"

#include <span>

namespace lathe {

/// What each of `nodes` (of one layer, in order) computes for a tile of the output of the last one: what those behind it read, the overlap
/// of their windows included. Tiles at a border reach to the border. None where a node reads in another way than by windows and element by
/// element, or leaves rows out.
std::optional<std::vector<Region>> nodeRegions(const Graph& graph, std::span<const NodeId> nodes, const Region& tile);

} // namespace lathe
