#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A constant operand of an Add, Sub, Mul or Div that is repeated along other axes than one, or against an operand that is repeated,
/// too, gets the shape of the result.
/// Must not: single numbers and one value per channel beside an operand of full shape, which every device repeats itself; results of
/// unknown shape or of more than 1,048,576 elements; types other than float; opset before 7.
/// Invariant: every bit.
Result<int> expandConstantOperands(Graph& graph, JobContext& context);

} // namespace lathe
