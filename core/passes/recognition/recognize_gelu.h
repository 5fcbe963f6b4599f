#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x · (1 + erf(x / √2)) / 2 and its approximation by tanh, in any of their orders, become Gelu.
/// Must not: opsets before 20, unless the model imports com.microsoft (Gelu and FastGelu there); other numbers, parts that
/// somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeGelu(Graph& graph, JobContext& context);

} // namespace lathe
