#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GlobalAveragePool or GlobalMaxPool becomes AveragePool or MaxPool with a kernel as large as the map.
/// Must not: spatial sizes that are not known or empty, more than three spatial axes.
/// Invariant: the outputs but for rounding.
Result<int> rewriteGlobalPoolAsPool(Graph& graph, JobContext& context);

} // namespace lathe
