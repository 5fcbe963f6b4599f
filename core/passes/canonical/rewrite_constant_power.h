#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Powers by constants get operators of their own: 2 becomes Mul, 0.5 Sqrt, -1 Reciprocal, -0.5 both.
/// Must not: other exponents, exponents that widen the shape, integers, opset before 7.
/// Invariant: values up to rounding, but for the root of -inf; the node keeps its name and output.
Result<int> rewriteConstantPower(Graph& graph, JobContext& context);

} // namespace lathe
