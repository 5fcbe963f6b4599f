#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GroupNormalization becomes InstanceNormalization of groups between two Reshapes, with Mul and Add behind them.
/// Must not: opsets before 21 (scale and shift per group), scales and shifts that are not fixed, dimensions behind the batch that
/// are not static, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandGroupNormalization(Graph& graph, JobContext& context);

} // namespace lathe
