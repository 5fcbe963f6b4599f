#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Division by any constant becomes multiplication by its reciprocal.
/// Must not: zero and what is not finite, reciprocals that the type cannot hold as a normal number, integers, constants of more than
/// 65,536 elements that others read. A rounding operator behind may fall on the other side of a step: it runs on demand only.
/// Invariant: values up to rounding; the node keeps its name and output.
Result<int> rewriteConstantDivision(Graph& graph, JobContext& context);

} // namespace lathe
