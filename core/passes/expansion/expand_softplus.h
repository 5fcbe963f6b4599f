#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Softplus becomes max(x, 0) + log(1 + exp(−|x|)), which does not overflow.
/// Must not: types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandSoftplus(Graph& graph, JobContext& context);

} // namespace lathe
