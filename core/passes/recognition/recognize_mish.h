#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x · tanh(softplus(x)) becomes Mish.
/// Must not: opsets before 18, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeMish(Graph& graph, JobContext& context);

} // namespace lathe
