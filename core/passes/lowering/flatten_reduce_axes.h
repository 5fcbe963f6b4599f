#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A reduction of more than four dimensions works on at most four: axes side by side that are all reduced, or all kept, become one.
/// Must not: axes that are not fixed, more than four such groups, more than one dimension that is not known, results of one number,
/// means of integers, opset before 5.
/// Invariant: the values, up to rounding.
Result<int> flattenReduceAxes(Graph& graph, JobContext& context);

} // namespace lathe
