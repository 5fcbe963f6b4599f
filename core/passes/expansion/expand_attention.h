#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MultiHeadAttention of com.microsoft becomes Reshape, Transpose, MatMul and Softmax: softmax(Q · Kᵀ · scale + bias) · V per head.
/// Must not: masks, past keys, causal attention, keys that are in heads already, biases that are not fixed, columns that are
/// not static, outputs of keys and values that somebody reads, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandAttention(Graph& graph, JobContext& context);

} // namespace lathe
