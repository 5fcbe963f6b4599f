#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ArgMax or ArgMin with keepdims = 0 keeps the dimension and a Reshape drops it.
/// Must not: a result with more than one dimension that is not known, of rank 0, or empty; opset before 5.
/// Invariant: every bit.
Result<int> keepArgMaxDims(Graph& graph, JobContext& context);

} // namespace lathe
