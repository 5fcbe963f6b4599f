#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Squeeze, Unsqueeze and Flatten become Reshape.
/// Must not: results of more than one unknown dimension or with one of length 0, opset before 5.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteReshapingAsReshape(Graph& graph, JobContext& context);

} // namespace lathe
