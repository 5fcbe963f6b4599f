#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose of more than four dimensions that makes the last axis the first or the second, which TIDL has no layer for, becomes
/// Transposes of at most four dimensions between Reshapes.
/// Must not: other Transposes, those that fewer axes can say (flatten-transpose-axes), more than one dimension that is not known, empty
/// ones, opset before 5.
/// Invariant: every bit.
Result<int> splitWidthTranspose(Graph& graph, JobContext& context);

} // namespace lathe
