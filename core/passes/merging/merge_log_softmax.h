#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Log of Softmax becomes LogSoftmax.
/// Must not: a Softmax that somebody else reads; 16-bit floats, whose logarithms show how the Softmax was rounded.
/// Invariant: values up to rounding; where Softmax comes out as 0, the logarithm is finite instead of -inf.
Result<int> mergeLogSoftmax(Graph& graph, JobContext& context);

} // namespace lathe
