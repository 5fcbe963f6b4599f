#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x / max(norm, ε) along one axis with the smallest ε there is (1.4e-45) becomes LpNormalization (which
/// gives 0 for a vector of zeros, as the parts do).
/// Must not: a norm without a lower bound (0 / 0), larger bounds (as 1e-12: shorter vectors would become 1 long), several axes, axes that
/// are lost, parts that somebody else reads, types other than float. Invariant: the last part keeps its name and output.
Result<int> recognizeLpNormalization(Graph& graph, JobContext& context);

} // namespace lathe
