#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out nodes none of whose outputs anybody reads, and then those that only they read.
/// Must not: nodes without outputs (they may be there for their effect).
/// Invariant: graph inputs stay, read or not.
Result<int> removeUnusedNodes(Graph& graph, JobContext& context);

} // namespace lathe
