#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GatherElements whose indices an Expand or Tile repeats for every place beside its axis becomes a Gather of the indices as they were.
/// Must not: indices that differ along another axis, fewer places than the data has, shapes that are not known.
/// Invariant: the Gather keeps name and output; Expand and Tile stay where others read them.
Result<int> rewriteGatherElementsAsGather(Graph& graph, JobContext& context);

} // namespace lathe
