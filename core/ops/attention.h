#pragma once

#include "core/ops/op_helpers.h"

namespace lathe {

// What the attention operators share. Heads lie as [batch, heads, positions, size].

struct AttentionSizes {
    std::int64_t batch = 1, heads = 1, keyHeads = 1; ///< heads / keyHeads query heads share one head of keys and values
    std::int64_t queries = 0, keys = 0, headSize = 1, valueSize = 1;
};

enum class ScoreStage { Scaled, Capped, Masked, Shares };

struct AttentionScores {
    double scale = 1.0;
    double softcap = 0.0;           ///< > 0: softcap · tanh(score / softcap)
    bool isSmooth = false;          ///< one more key with score 0 and value 0
    bool isHiddenRowDefined = true; ///< a query from which all keys are hidden gets 0; else what 0 / 0 is
    /// What is added to the score of (batch, head, query, key); −infinity hides the key.
    std::function<double(std::int64_t, std::int64_t, std::int64_t, std::int64_t)> added;
    /// Sees the scores of row (batch · heads + head) · queries + query after each step; may be empty.
    std::function<void(std::int64_t, ScoreStage, std::span<const double>)> watch{};
};

/// softmax(scale · q · kᵀ + added) · v as [batch, queries, heads · valueSize], in binary64, rounded once; an error when that is too large.
/// A. Vaswani et al., "Attention is all you need" (2017), eq. 1.
Result<Tensor> attend(const AttentionSizes& sizes, const AttentionScores& scores, std::span<const float> q, std::span<const float> k,
                      std::span<const float> v);

/// Which angle each of `rotated` elements of a head is turned by: pairs (i, i + rotated / 2), or (2i, 2i + 1) where interleaved.
/// J. Su et al., "RoFormer: enhanced transformer with rotary position embedding" (2021), eq. 34.
void rotate(std::span<float> head, std::span<const float> cosines, std::span<const float> sines, bool isInterleaved);

/// num_heads, which must be there.
Result<std::int64_t> headsOf(const OpContext& context);
/// columns / heads; an error where they do not divide.
Result<Dim> headSize(const OpContext& context, const Dim& columns, std::int64_t heads);
Dim sumOf(const Dim& a, const Dim& b);
/// [batch, positions, columns] as [batch, heads, positions, size].
Result<Tensor> splitHeads(const OpContext& context, Tensor x, std::int64_t heads);
/// One behind the other along `axis`.
Result<Tensor> joinedHeads(const OpContext& context, Tensor a, Tensor b, std::int64_t axis);
/// attend() over heads that are ready, as the attributes of the node say; mask and bias at these inputs.
EvaluateOutcome attendHeads(const OpContext& context, std::span<const Tensor> inputs, const Tensor& q, const Tensor& k, const Tensor& v,
                            std::size_t maskAt, std::size_t biasAt);
/// Scores and sums: two products per query, key and column of the output; an exponential and a division per score.
Work scoreWork(const InferredTensor& output, const InferredTensor& present, std::int64_t heads);

std::vector<OpRow> scaledAttentionOps(); ///< Attention of ai.onnx, a part of attentionOps
std::vector<OpRow> multiHeadOps();       ///< MultiHeadAttention, a part of attentionOps
std::vector<OpRow> groupQueryOps();      ///< GroupQueryAttention, a part of attentionOps
std::vector<OpRow> rotaryOps();          ///< RotaryEmbedding, a part of attentionOps

} // namespace lathe
