#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MatMul of two computed operands [batch, M, K] and [batch, K, N] becomes Splits, one MatMul of rank 2 for each, Concat; more
/// batch dimensions are made one first.
/// Must not: fixed operands, ranks below 3, batches that are broadcast, not known, or more than 16.
/// Invariant: the outputs but for rounding.
Result<int> splitBatchedMatmul(Graph& graph, JobContext& context);

} // namespace lathe
