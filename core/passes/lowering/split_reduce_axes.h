#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ReduceSum, ReduceMean, ReduceMax or ReduceMin over several axes becomes one for each axis, the last axis first.
/// Must not: axes that are not fixed, a mean of integers (which would be rounded twice), ranks that are not known.
/// Invariant: the outputs but for rounding.
Result<int> splitReduceAxes(Graph& graph, JobContext& context);

} // namespace lathe
