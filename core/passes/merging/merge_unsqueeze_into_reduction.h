#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Unsqueeze behind a reduction that drops the same axes: the reduction keeps them instead.
/// Must not: a result between that somebody else reads, other axes, axes that are not constant.
/// Invariant: the reduction keeps its name and axes, and produces the output of the Unsqueeze.
Result<int> mergeUnsqueezeIntoReduction(Graph& graph, JobContext& context);

} // namespace lathe
