#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Max or Min of a value and a constant becomes Clip.
/// Must not: constants of several numbers or that widen the shape, more operands, integers, opset before 8.
/// Invariant: the numbers, NaN included (the sign of a zero may differ); the node keeps its name and output.
Result<int> rewriteExtremesAsClip(Graph& graph, JobContext& context);

} // namespace lathe
