#pragma once

#include "core/passes/pass.h"

namespace lathe {

/// Lets values that hold the same open dimensions of the graph be read from the first node that computes them: x.size(0) of
/// every layer is x.size(0) of the first one. Leaves alone: dimensions that are not known to be equal.
Result<int> mergeEqualShapes(Graph& graph, JobContext& context);

} // namespace lathe
