#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Multiplication by -1, and division by it, become Neg.
/// Must not: constants that widen the shape, unsigned integers, booleans.
/// Invariant: the bits (integers wrap); the node keeps its name and output. Runs behind the fusion of factors into weights.
Result<int> rewriteMulAsNeg(Graph& graph, JobContext& context);

} // namespace lathe
