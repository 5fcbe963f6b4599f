#pragma once

#include "core/passes/rewriter.h"

namespace lathe {

/// The target by which a Reshape gives the shape of `value`: -1 for the one dimension that is not known. Nothing for two of them, and
/// for dimensions of length 0.
std::optional<std::vector<std::int64_t>> statedShape(const Graph& graph, ValueId value);

/// Makes a Reshape of the node's first input to this target of the node.
void becomeReshape(Graph& graph, Rewriter& rewriter, NodeId id, const std::vector<std::int64_t>& target);

/// Since this opset Reshape takes its target as input.
inline constexpr std::int64_t kReshapeTakesTargetSince = 5;

} // namespace lathe
