#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// DepthToSpace and SpaceToDepth become Reshape, Transpose, Reshape.
/// Must not: dimensions behind the batch that are not static, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandDepthToSpace(Graph& graph, JobContext& context);

} // namespace lathe
