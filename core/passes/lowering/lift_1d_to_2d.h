#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Conv, ConvTranspose and pools on [N, C, W] work on [N, C, 1, W], with a kernel of one row.
/// Must not: ranks that are not known, indices of MaxPool that are read.
/// Invariant: every bit.
Result<int> lift1dTo2d(Graph& graph, JobContext& context);

} // namespace lathe
