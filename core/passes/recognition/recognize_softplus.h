#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// log(1 + exp(x)) becomes Softplus, which does not overflow.
/// Must not: other numbers, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeSoftplus(Graph& graph, JobContext& context);

} // namespace lathe
