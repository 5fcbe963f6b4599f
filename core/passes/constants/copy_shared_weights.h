#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Every initializer that several nodes read becomes one for each of them.
/// Must not: initializers that are graph inputs or that subgraphs read by name. The opposite of merge-duplicate-initializers.
/// Invariant: the bits; the first reader keeps the initializer. The file grows by the copies, memory does not.
Result<int> copySharedWeights(Graph& graph, JobContext& context);

} // namespace lathe
