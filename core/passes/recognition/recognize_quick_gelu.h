#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x · sigmoid(alpha · x) becomes QuickGelu of com.microsoft, in models that import that domain. With alpha = 1 (SiLU) it stays:
/// devices know Sigmoid and Mul better.
/// Must not: parts that somebody else reads, numbers that are not finite, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeQuickGelu(Graph& graph, JobContext& context);

} // namespace lathe
