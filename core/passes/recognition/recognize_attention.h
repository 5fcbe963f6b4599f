#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// softmax(Q · Kᵀ · scale + bias) · V, with the Reshapes and Transposes that take the heads apart and join them, becomes
/// Attention, or before opset 23 MultiHeadAttention of com.microsoft, which the model then imports.
/// Must not: heads or sizes that are not static, biases that are not [batch or 1, heads or 1, queries, keys], other permutations,
/// parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeAttention(Graph& graph, JobContext& context);

} // namespace lathe
