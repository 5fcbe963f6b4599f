#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Flatten (or Reshape to [N, C · H · W]) and Gemm with fixed weights become a Conv with a kernel of H x W and a Reshape.
/// Must not: flattened data that somebody else reads, transA, weights or bias that are not fixed finite floats, a bias that
/// varies by row, sizes that are not known.
/// Invariant: the outputs but for rounding. rewrite-conv-as-gemm undoes this: never both in one pipeline.
Result<int> rewriteFlattenedGemmAsConv(Graph& graph, JobContext& context);

} // namespace lathe
