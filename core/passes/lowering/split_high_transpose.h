#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose whose axes go apart into more than four groups becomes the fewest Transposes of at most four dimensions, between Reshapes,
/// that do the same.
/// Must not: more than seven groups, more than one dimension that is not known, empty ones, opset before 5.
/// Invariant: every bit.
Result<int> splitHighTranspose(Graph& graph, JobContext& context);

} // namespace lathe
