#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MaxPool or AveragePool with a kernel as large as the map becomes ReduceMax or ReduceMean over the spatial axes.
/// Must not: padding, indices that are read, sizes that are not known, types other than float.
/// Invariant: the outputs but for rounding. rewrite-global-pool-as-pool makes such pools: never both in one pipeline.
Result<int> rewriteWholePoolAsReduction(Graph& graph, JobContext& context);

} // namespace lathe
