#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ReduceL1, ReduceL2 and ReduceSumSquare become a ReduceSum of |x| or x · x, of which ReduceL2 takes the root.
/// Must not: axes that are not fixed, types other than float.
/// Invariant: the last part keeps name and output.
Result<int> expandReduceNorms(Graph& graph, JobContext& context);

} // namespace lathe
