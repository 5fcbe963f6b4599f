#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose of more than four dimensions, or one between Reshapes, works on fewer: axes that stay side by side become one.
/// Must not: axes that all go apart, more than one dimension that is not known, empty ones, opset before 5.
/// Invariant: every bit.
Result<int> flattenTransposeAxes(Graph& graph, JobContext& context);

} // namespace lathe
