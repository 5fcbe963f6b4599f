#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Conv with a kernel as large as the picture becomes Flatten, Gemm, Reshape.
/// Must not: padding, groups, more than one position, weights that are not fixed floats, more than one dimension of the result
/// that is not known, opset before 11 (whose Gemm needs a bias).
/// Invariant: the outputs but for rounding. rewrite-gemm-as-conv undoes this: never both in one pipeline.
Result<int> rewriteConvAsGemm(Graph& graph, JobContext& context);

} // namespace lathe
