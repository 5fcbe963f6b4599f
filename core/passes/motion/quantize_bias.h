#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Float biases of Conv, ConvTranspose and Gemm between quantized operands become int32 behind a DequantizeLinear, with the
/// product of the scales of input and weights as scale: what integer hardware adds to its accumulator.
/// Must not: scales that are not fixed, an input quantized per channel, biases that do not fit int32, a Gemm with alpha or beta.
/// Invariant: each bias moves by at most half a step of the accumulator.
Result<int> quantizeBias(Graph& graph, JobContext& context);

} // namespace lathe
