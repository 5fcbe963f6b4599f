#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MatMul with a fixed matrix on the right becomes a Conv with a kernel of 1 between Transposes that make the columns channels;
/// a left operand of rank 2 gets a map of 1 x 1 by Reshapes.
/// Must not: right operands that are not fixed floats of rank 2, left operands of rank 1 or with more than one dimension that is
/// not known.
/// Invariant: the outputs but for rounding.
Result<int> rewriteMatmulAsConv(Graph& graph, JobContext& context);

} // namespace lathe
