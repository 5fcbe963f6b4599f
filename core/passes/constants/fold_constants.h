#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Nodes all of whose inputs are constants are computed now, with the reference operators, and become initializers.
/// Must not: nondeterministic operators, QuantizeLinear and DequantizeLinear (the integers are the point of them), nodes with
/// subgraphs, outputs of the graph, results larger than 1 MiB (64 MiB for the weights of Conv, ConvTranspose, Gemm and MatMul, which
/// devices need as constants) and twice the inputs, and work that would take long.
/// Invariant: every value keeps its name; unknown operators stay.
Result<int> foldConstants(Graph& graph, JobContext& context);

} // namespace lathe
