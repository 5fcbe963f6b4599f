#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Reshape, Flatten, Squeeze or Unsqueeze behind another of them becomes one Reshape of the first input.
/// Must not: a first result that somebody else reads, results whose shape is neither static nor stated without reference to the
/// shape between.
/// Invariant: the second node keeps its name and output.
Result<int> mergeConsecutiveReshapes(Graph& graph, JobContext& context);

} // namespace lathe
