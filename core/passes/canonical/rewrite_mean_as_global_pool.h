#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ReduceMean over all spatial axes that keeps them becomes GlobalAveragePool.
/// Must not: pictures without pixels, fewer than three dimensions, other axes, keepdims 0, integers. The opposite of
/// rewrite-global-pool-as-mean. Invariant: values up to rounding; the node keeps its name and output.
Result<int> rewriteMeanAsGlobalPool(Graph& graph, JobContext& context);

} // namespace lathe
