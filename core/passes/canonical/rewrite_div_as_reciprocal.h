#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// 1 / x becomes Reciprocal.
/// Must not: ones that widen the shape, integers.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteDivAsReciprocal(Graph& graph, JobContext& context);

} // namespace lathe
