#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Mul or Div by constants, one per channel or one for all, goes into the Conv, ConvTranspose, Gemm or MatMul of matrices before it.
/// Must not: constants that vary along other dimensions or widen the shape, c / x, division by zero, other readers of the
/// convolution's output, types other than float.
/// Invariant: the convolution keeps its name, the result keeps the name of the Mul's output.
Result<int> fuseMulIntoConv(Graph& graph, JobContext& context);

} // namespace lathe
