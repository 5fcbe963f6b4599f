#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GlobalAveragePool of maps of at least 1024 elements becomes Reshape, MatMul with the constant 1 / (H · W), Reshape.
/// Must not: smaller maps, sizes that are not known, types other than float.
/// Invariant: the outputs but for rounding.
Result<int> rewriteLargeGlobalPoolAsMatmul(Graph& graph, JobContext& context);

} // namespace lathe
