#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gelu (of ai.onnx or com.microsoft) becomes x / 2 · (1 + erf(x / √2)); FastGelu without a bias and Gelu by tanh become
/// x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³))).
/// Must not: opsets before 9, which have no Erf; FastGelu with a bias (expand-contrib-operators takes it out), types other than
/// float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandGelu(Graph& graph, JobContext& context);

} // namespace lathe
