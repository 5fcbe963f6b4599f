#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out ReduceSum, ReduceMean, ReduceMax, ReduceMin and ReduceProd over no axis or over axes of one element; those that drop
/// the axes become Squeeze.
/// Must not: other reductions, which change the element; axes that are not constant, dimensions that are not known.
/// Invariant: as remove-identity.
Result<int> removeNoopReduction(Graph& graph, JobContext& context);

} // namespace lathe
