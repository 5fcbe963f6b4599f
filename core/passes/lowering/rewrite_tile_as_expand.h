#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Tile that repeats dimensions of 1 only becomes an Expand.
/// Must not: repeats of longer dimensions, repeats that are not fixed, opsets before 8.
/// Invariant: the Expand keeps name and output.
Result<int> rewriteTileAsExpand(Graph& graph, JobContext& context);

} // namespace lathe
