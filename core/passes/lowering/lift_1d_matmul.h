#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A MatMul with a fixed vector works on a matrix of one column or row instead, whose dimension of 1 a Reshape then drops.
/// Must not: two vectors, results with more than one dimension that is not known.
/// Invariant: the Reshape keeps name and output.
Result<int> lift1dMatmul(Graph& graph, JobContext& context);

} // namespace lathe
