#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Initializers of the same type, shape and bytes become one, the first.
/// Must not: initializers that are graph inputs or outputs or that subgraphs read by name.
/// Invariant: the surviving initializer keeps its name; nodes stay as they are.
Result<int> mergeDuplicateInitializers(Graph& graph, JobContext& context);

} // namespace lathe
