#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out x + 0, x − 0, x · 1, x / 1, x ** 1, max(x, −∞), min(x, ∞), x and true, x or false, x xor false and shifts by 0
/// where the constant does not widen the shape.
/// Must not: 0 − x, 1 / x, operands of unknown shape, constants of other values, powers of integers (which may be computed as floats).
/// Invariant: as remove-identity. (−0 + 0 is 0: the sign of a zero may differ.)
Result<int> removeNoopArithmetic(Graph& graph, JobContext& context);

} // namespace lathe
