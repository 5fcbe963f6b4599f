#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// exp(x) / Σ exp(x) along one axis, with or without the maximum subtracted first, becomes Softmax, which does not overflow.
/// Must not: before opset 13 other axes than the last, sums that lose their axis, different axes, parts that somebody else
/// reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeSoftmax(Graph& graph, JobContext& context);

} // namespace lathe
