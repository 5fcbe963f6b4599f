#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Slice along several axes becomes a Slice for each.
/// Must not: starts, ends, axes or steps that are not fixed.
/// Invariant: every bit.
Result<int> splitSliceAxes(Graph& graph, JobContext& context);

} // namespace lathe
