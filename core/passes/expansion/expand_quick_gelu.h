#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// QuickGelu of com.microsoft becomes x · sigmoid(alpha · x); with alpha = 1 the factor is left out.
/// Must not: types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandQuickGelu(Graph& graph, JobContext& context);

} // namespace lathe
