#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gemm with fixed weights becomes MatMul and, with a bias, Add.
/// Must not: transA, weights or bias that are not fixed finite floats, a bias that varies by row, opset before 7.
/// Invariant: the outputs but for rounding.
Result<int> rewriteGemmAsMatmul(Graph& graph, JobContext& context);

} // namespace lathe
