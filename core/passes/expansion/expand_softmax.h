#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Softmax becomes exp(x − max) / Σ exp(x − max).
/// Must not: before opset 13 other axes than the last (several axes were taken as one), empty or unknown ranks, types other than
/// float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandSoftmax(Graph& graph, JobContext& context);

} // namespace lathe
