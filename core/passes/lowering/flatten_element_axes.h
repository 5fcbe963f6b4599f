#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// An operator that works element by element on more than four dimensions works on four, the leading ones as one.
/// Must not: shapes that are not known, empty ones, operands that are repeated along the leading axes, opset before 7.
/// Invariant: every bit.
Result<int> flattenElementAxes(Graph& graph, JobContext& context);

} // namespace lathe
