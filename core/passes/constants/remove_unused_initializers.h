#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out initializers that no node, no subgraph and no graph output reads.
/// Must not: initializers that are graph inputs.
/// Invariant: nodes stay as they are.
Result<int> removeUnusedInitializers(Graph& graph, JobContext& context);

} // namespace lathe
