#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// √Σx² becomes ReduceL2, Σ|x| ReduceL1, Σx² ReduceSumSquare.
/// Must not: axes that are not fixed, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeReduceNorms(Graph& graph, JobContext& context);

} // namespace lathe
