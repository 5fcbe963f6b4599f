#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Reshape, Flatten, Squeeze, Unsqueeze and Expand whose output has the static shape of the input.
/// Must not: shapes that are computed at run time, or not static.
/// Invariant: as remove-identity.
Result<int> removeNoopReshape(Graph& graph, JobContext& context);

} // namespace lathe
