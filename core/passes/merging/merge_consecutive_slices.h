#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Slice of a Slice becomes one Slice.
/// Must not: a first result that somebody else reads, bounds that are not constant, unknown lengths of the axes that either names, steps
/// backwards, empty results.
/// Invariant: the second node keeps its name and output.
Result<int> mergeConsecutiveSlices(Graph& graph, JobContext& context);

} // namespace lathe
