#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Attention, and MultiHeadAttention of com.microsoft, become Reshape, Transpose, MatMul and Softmax: softmax(Q · Kᵀ · scale + bias) · V
/// per head (scaled_attention_formula.h for the former).
/// Must not: past keys, masks shorter than the keys, causal attention of unknown lengths, sizes of heads that are not static, outputs
/// beside the first that somebody reads, types other than float; of MultiHeadAttention also masks, causal attention, keys that are in
/// heads already, biases that are not fixed.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandAttention(Graph& graph, JobContext& context);

} // namespace lathe
