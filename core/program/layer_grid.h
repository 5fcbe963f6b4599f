#pragma once

#include "core/graph/graph.h"

#include <vector>

namespace lathe {

/// The node of a layer whose output its tiles cut: the last one that slides a window or multiplies matrices (several of them where layers
/// are fused), else the first. What follows it takes the tile over as it is.
NodeId gridNodeOf(const Graph& graph, const std::vector<NodeId>& nodes);

} // namespace lathe
