#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// An Add or Sub of constants, one per channel or one for all, goes into the bias of the Conv, ConvTranspose, Gemm or MatMul of matrices
/// before it. Must not: constants that vary along other dimensions or widen the shape, c − x, other readers of the convolution's output,
/// types other than float, sums of two computed values (residual connections).
/// Invariant: the convolution keeps its name (a MatMul becomes a Gemm), the result keeps the name of the Add's output.
Result<int> fuseAddIntoConv(Graph& graph, JobContext& context);

} // namespace lathe
