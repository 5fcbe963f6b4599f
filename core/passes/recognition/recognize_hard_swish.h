#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x · clip(x + 3, 0, 6) / 6 in any of its orders, and x · HardSigmoid(x) of slope 1/6, become HardSwish.
/// Must not: opsets before 14, other numbers, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeHardSwish(Graph& graph, JobContext& context);

} // namespace lathe
