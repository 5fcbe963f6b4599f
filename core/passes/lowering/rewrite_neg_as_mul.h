#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Neg becomes Mul by -1, which every target has.
/// Must not: integers of less than 32 bits, opset before 7.
/// Invariant: every bit (of numbers; the sign of NaN is not one).
Result<int> rewriteNegAsMul(Graph& graph, JobContext& context);

} // namespace lathe
