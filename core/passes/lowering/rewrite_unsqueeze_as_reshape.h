#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Unsqueeze becomes Reshape.
/// Must not: a result with more than one dimension that is not known or with an empty one, opset before 5.
/// Invariant: every bit.
Result<int> rewriteUnsqueezeAsReshape(Graph& graph, JobContext& context);

} // namespace lathe
