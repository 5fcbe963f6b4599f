#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// AveragePool becomes a Conv per channel with weights of 1 / (kernel size).
/// Must not: padding that the means leave out, ceil_mode = 1, a number of channels that is not known, types other than float.
/// Invariant: the outputs but for rounding.
Result<int> rewriteAveragePoolAsConv(Graph& graph, JobContext& context);

} // namespace lathe
