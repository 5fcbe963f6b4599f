#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A BatchNormalization behind a Conv, ConvTranspose, Gemm or MatMul of matrices goes into its weights and bias:
/// W' = W · s / √(var + ε), b' = (b − mean) · s / √(var + ε) + B (ONNX BatchNormalization, inference), in binary64.
/// Must not: training mode, statistics that somebody reads, a convolution output that somebody else reads, constants that are
/// not float or are graph inputs, spatial = 0, results that are not finite.
/// Invariant: the convolution keeps its name (a MatMul becomes a Gemm), the result keeps the name of the BatchNormalization's output.
Result<int> fuseBatchNormIntoConv(Graph& graph, JobContext& context);

} // namespace lathe
