#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Split into one part.
/// Must not: several parts, even where all but one are empty.
/// Invariant: as remove-identity.
Result<int> removeNoopSplit(Graph& graph, JobContext& context);

} // namespace lathe
