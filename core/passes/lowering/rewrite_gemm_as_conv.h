#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gemm with fixed weights becomes Reshape to [M, K, 1, 1], Conv, Reshape.
/// Must not: transA, weights or bias that are not fixed finite floats, a bias that varies by row, empty results.
/// Invariant: the outputs but for rounding. rewrite-conv-as-gemm undoes this: never both in one pipeline.
Result<int> rewriteGemmAsConv(Graph& graph, JobContext& context);

} // namespace lathe
