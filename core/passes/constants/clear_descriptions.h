#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out the description of the graph.
/// Must not: names, producer and metadata, which tools read.
/// Invariant: everything else.
Result<int> clearDescriptions(Graph& graph, JobContext& context);

} // namespace lathe
