#include "core/passes/families.h"

#include "core/passes/expansion/expand_attention.h"
#include "core/passes/expansion/expand_contrib_operators.h"
#include "core/passes/expansion/expand_gelu.h"
#include "core/passes/expansion/expand_group_normalization.h"
#include "core/passes/expansion/expand_hard_sigmoid.h"
#include "core/passes/expansion/expand_hard_swish.h"
#include "core/passes/expansion/expand_instance_normalization.h"
#include "core/passes/expansion/expand_layer_normalization.h"
#include "core/passes/expansion/expand_lstm_batch_last.h"
#include "core/passes/expansion/expand_mish.h"
#include "core/passes/expansion/expand_prelu.h"
#include "core/passes/expansion/expand_quick_gelu.h"
#include "core/passes/expansion/expand_reduce_norms.h"
#include "core/passes/expansion/expand_rms_normalization.h"
#include "core/passes/expansion/expand_softmax.h"
#include "core/passes/expansion/expand_softplus.h"

namespace lathe {

std::span<const PassRow> expansionPasses() {
    static constexpr PassRow kRows[] = {
        {"expand-attention", expandAttention, Outputs::Rounding, "MultiHeadAttention Attention",
         "Writes Attention, and MultiHeadAttention of com.microsoft, by Reshape, Transpose, MatMul and Softmax.",
         "Past keys, scores that somebody reads, masks shorter than the keys, sizes of heads that are not static, causal attention of "
         "unknown lengths, masks of MultiHeadAttention, biases that are not fixed, types other than float.",
         ""},
        {"expand-contrib-operators", expandContribOperators, Outputs::Rounding,
         "FusedConv FusedGemm FusedMatMul TransposeMatMul BiasGelu FastGelu Gelu SkipLayerNormalization",
         "Takes operators of com.microsoft apart that join two or three of ai.onnx.",
         "Results beside the first one that somebody reads, activations that are not known, opsets without the parts, types other than float.",
         ""},
        {"expand-gelu", expandGelu, Outputs::Rounding, "Gelu FastGelu", "Writes Gelu and FastGelu by Erf or Tanh.",
         "Opsets before 9, FastGelu with a bias, types other than float.", ""},
        {"expand-group-normalization", expandGroupNormalization, Outputs::Rounding, "GroupNormalization",
         "Writes GroupNormalization by InstanceNormalization, Mul and Add.",
         "Opsets before 21, scales that are not fixed, dimensions that are not static, types other than float.", ""},
        {"expand-hard-sigmoid", expandHardSigmoid, Outputs::Rounding, "HardSigmoid", "Writes HardSigmoid as clip(alpha * x + beta, 0, 1).",
         "Types other than float.", ""},
        {"expand-hard-swish", expandHardSwish, Outputs::Rounding, "HardSwish", "Writes HardSwish as x * (clip(x + 3, 0, 6) / 6).",
         "Types other than float.", ""},
        {"expand-instance-normalization", expandInstanceNormalization, Outputs::Rounding, "InstanceNormalization",
         "Writes InstanceNormalization as (x - mean) / sqrt(variance + epsilon) * scale + bias.",
         "Scales and shifts that are not fixed, unknown ranks, types other than float.", ""},
        {"expand-layer-normalization", expandLayerNormalization, Outputs::Rounding, "LayerNormalization",
         "Writes LayerNormalization as (x - mean) / sqrt(variance + epsilon) * scale + bias.",
         "Means or deviations that somebody reads, unknown ranks, types other than float.", ""},
        {"expand-lstm-batch-last", expandLstmBatchLast, Outputs::Rounding, "LSTM",
         "Writes LSTM step by step as 1 x 1 convolutions whose width is the batch (optimization: lstm_batch_last).",
         "More than 256 steps, sequence lengths, peepholes, clipping, coupled gates, other activations, layout 1, initial states of two "
         "directions, weights that are not fixed, shapes that are not static, types other than float.",
         ""},
        {"expand-mish", expandMish, Outputs::Rounding, "Mish", "Writes Mish as x * tanh(softplus(x)).", "Types other than float.", ""},
        {"expand-prelu", expandPrelu, Outputs::Rounding, "PRelu", "Writes PRelu as relu(x) - slope * relu(-x).", "Types other than float.",
         ""},
        {"expand-quick-gelu", expandQuickGelu, Outputs::Rounding, "QuickGelu", "Writes QuickGelu as x * sigmoid(alpha * x).",
         "Types other than float.", ""},
        {"expand-reduce-norms", expandReduceNorms, Outputs::Rounding, "ReduceL1 ReduceL2 ReduceSumSquare",
         "Writes ReduceL1, ReduceL2 and ReduceSumSquare by ReduceSum, Abs, Mul and Sqrt.",
         "Axes that are not fixed, unknown ranks, types other than float.", ""},
        {"expand-rms-normalization", expandRmsNormalization, Outputs::Rounding, "RMSNormalization SimplifiedLayerNormalization",
         "Writes RMSNormalization as x / sqrt(mean(x * x) + epsilon) * scale.",
         "Deviations that somebody reads, unknown ranks, types other than float.", ""},
        {"expand-softmax", expandSoftmax, Outputs::Rounding, "Softmax", "Writes Softmax as exp(x - max) / sum(exp(x - max)).",
         "Before opset 13 other axes than the last, unknown ranks, types other than float.", ""},
        {"expand-softplus", expandSoftplus, Outputs::Rounding, "Softplus", "Writes Softplus as max(x, 0) + log(1 + exp(-|x|)).",
         "Types other than float.", ""},
    };
    return kRows;
}

} // namespace lathe
