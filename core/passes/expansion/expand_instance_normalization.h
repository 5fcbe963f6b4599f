#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// InstanceNormalization becomes (x − mean) / √(variance + ε) · scale + bias over all axes behind the channels.
/// Must not: scales and shifts that are not fixed, unknown ranks, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandInstanceNormalization(Graph& graph, JobContext& context);

} // namespace lathe
