#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Concat along an axis before the third from last becomes Transpose, Concat along that one, Transpose back.
/// Must not: ranks below 4, other axes.
/// Invariant: every bit. move-transpose undoes this: never both in one pipeline.
/// include: core/passes/replacement.h map
Result<int> moveConcatToChannel(Graph& graph, JobContext& context);

} // namespace lathe
