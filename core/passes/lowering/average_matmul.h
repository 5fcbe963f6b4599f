#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// Takes the mean over all dimensions of the node's input from `first` on by a MatMul with the constant 1 / count. False, and
/// no change, for types other than float and where these dimensions, or more than one other, are not known.
bool averageByMatMul(Graph& graph, Rewriter& rewriter, NodeId id, std::size_t first);

} // namespace lathe
