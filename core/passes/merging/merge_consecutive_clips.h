#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Clip and Relu behind another of them become one Clip.
/// Must not: a first result that somebody else reads, bounds that are not constant or that cross, integers.
/// Invariant: the second node keeps its name and output; NaN stays NaN.
Result<int> mergeConsecutiveClips(Graph& graph, JobContext& context);

} // namespace lathe
