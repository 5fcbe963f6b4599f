#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// DepthToSpace becomes Reshape, Transpose, Reshape.
/// Must not: channels or spatial sizes that are not known, empty ones, opset before 5.
/// Invariant: every bit.
Result<int> rewriteDepthToSpaceAsTranspose(Graph& graph, JobContext& context);

} // namespace lathe
