#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Squeeze and Unsqueeze behind another of them become one, or go where they undo each other. Unlike merge-consecutive-reshapes it needs
/// no static shape.
/// Must not: a first result that somebody else reads, axes that are not stated or not constant, an unknown rank, pairs that are neither
/// one Squeeze nor one Unsqueeze.
/// Invariant: the second node keeps its name and output.
Result<int> mergeConsecutiveSqueezes(Graph& graph, JobContext& context);

} // namespace lathe
