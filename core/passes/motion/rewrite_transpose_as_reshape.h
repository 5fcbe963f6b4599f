#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose that leaves all dimensions but those of size 1 in their order becomes a Reshape, which copies nothing.
/// Must not: more than one dimension that is not known, dimensions of size 0, opset before 5.
/// Invariant: every bit; name of the node and of its output.
Result<int> rewriteTransposeAsReshape(Graph& graph, JobContext& context);

} // namespace lathe
