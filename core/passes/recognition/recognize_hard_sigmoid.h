#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// clip(alpha · x + beta, 0, 1) and clip(x + beta, 0, c) / c become HardSigmoid.
/// Must not: a sum alone without a factor, numbers that are not finite, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeHardSigmoid(Graph& graph, JobContext& context);

} // namespace lathe
