#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A ReduceMax over one axis, or several that lie side by side, works along the height of [before, axes, behind], between Reshapes.
/// Must not: one along the height already, axes apart, lengths from the axes on that are not known.
/// Invariant: the last Reshape keeps name and output.
Result<int> moveReduceMaxToHeight(Graph& graph, JobContext& context);

} // namespace lathe
