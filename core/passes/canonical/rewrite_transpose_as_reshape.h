#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Transpose that moves only dimensions of length 1 becomes Reshape.
/// Must not: two or more unknown dimensions, dimensions of length 0, opset before 5; a Transpose that keeps the order
/// (remove-noop-transpose). Invariant: the bits; the node keeps its name and output.
Result<int> rewriteTransposeAsReshape(Graph& graph, JobContext& context);

} // namespace lathe
