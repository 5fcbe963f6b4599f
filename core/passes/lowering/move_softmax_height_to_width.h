#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Softmax or LogSoftmax along the last axis but one becomes Transpose, Softmax along the last axis, Transpose back.
/// Must not: other axes, opset before 13 (where it takes all dimensions behind as well).
/// Invariant: every bit. move-transpose undoes this: never both in one pipeline.
Result<int> moveSoftmaxHeightToWidth(Graph& graph, JobContext& context);

} // namespace lathe
