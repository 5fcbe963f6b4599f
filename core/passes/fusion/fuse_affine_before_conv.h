#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Mul, Div, Add or Sub by constants, one per channel or one for all, or a BatchNormalization goes into the weights and bias
/// of the Conv, Gemm or MatMul behind it: W' = W · s, b' = b + Σ W · t.
/// Must not: a shift where a Conv pads its input (the padding is not shifted), or where a MatMul of more than two dimensions
/// would need a bias; constants that vary along other dimensions or widen the shape, c − x, c / x, an input that others read
/// too, types other than float, numbers that are not finite.
/// Invariant: the Conv keeps its name and output.
Result<int> fuseAffineBeforeConv(Graph& graph, JobContext& context);

} // namespace lathe
