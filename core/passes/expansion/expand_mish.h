#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Mish becomes x · tanh(softplus(x)).
/// Must not: types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandMish(Graph& graph, JobContext& context);

} // namespace lathe
