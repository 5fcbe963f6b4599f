#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// The constant operand of Add, Mul, And, Or, Xor, Equal, Max and Min of two stands second.
/// Must not: both or no operand constant, versions that broadcast the second operand only (before opset 7, Max and Min before 8).
/// Invariant: the numbers (of Max and Min, the sign of a zero may differ); the node keeps its name and output.
Result<int> rewriteConstantOrder(Graph& graph, JobContext& context);

} // namespace lathe
