#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GlobalAveragePool becomes ReduceMean over all spatial axes.
/// Must not: pictures without pixels, an unknown rank. The opposite of recognize-global-average-pool.
/// Invariant: values up to rounding; the node keeps its name and output.
Result<int> rewriteGlobalPoolAsMean(Graph& graph, JobContext& context);

} // namespace lathe
