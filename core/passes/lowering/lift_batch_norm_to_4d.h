#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// BatchNormalization of rank 2 or 3 works on rank 4 with dimensions of 1 at the end.
/// Must not: training mode or statistics that are read, spatial = 0, more than one dimension that is not known.
/// Invariant: every bit.
Result<int> liftBatchNormTo4d(Graph& graph, JobContext& context);

} // namespace lathe
