#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ConvTranspose with groups becomes Split, one ConvTranspose per group, Concat.
/// Must not: depthwise ones (which targets have), more than 16 groups, weights or bias that are not fixed.
/// Invariant: every bit but for kernels that sum in another order.
Result<int> splitConvTransposeGroups(Graph& graph, JobContext& context);

} // namespace lathe
