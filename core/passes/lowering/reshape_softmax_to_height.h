#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Softmax or LogSoftmax along the last axis, whose dimensions before the height hold more than the height does, works on one
/// channel that has them all as its height.
/// Must not: other axes, shapes that are not static, empty dimensions.
/// Invariant: every bit.
Result<int> reshapeSoftmaxToHeight(Graph& graph, JobContext& context);

} // namespace lathe
