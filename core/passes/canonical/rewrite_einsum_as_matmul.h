#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Einsum of two operands that a MatMul can do becomes MatMul, with Transposes where the order differs; Einsum of one operand
/// becomes Transpose, or ReduceSum.
/// Must not: repeated labels within a term, ..., more than one label to sum over or to keep of one operand only, summing over one
/// operand alone, other types than float.
/// Invariant: values up to rounding (sums run in another order); the node keeps its name and output.
Result<int> rewriteEinsumAsMatmul(Graph& graph, JobContext& context);

} // namespace lathe
