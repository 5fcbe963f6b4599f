#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MatMul of [..., C, H, K] by one matrix [K, N] works on [..., 1, C · H, K].
/// Must not: right operands of other ranks than 2, shapes that are not static, left operands with one matrix only.
/// Invariant: the outputs but for rounding.
Result<int> foldMatmulChannelIntoHeight(Graph& graph, JobContext& context);

} // namespace lathe
