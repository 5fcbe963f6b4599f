#include "core/passes/families.h"

#include "core/passes/recognition/recognize_attention.h"
#include "core/passes/recognition/recognize_depth_to_space.h"
#include "core/passes/recognition/recognize_dilated_conv.h"
#include "core/passes/recognition/recognize_gelu.h"
#include "core/passes/recognition/recognize_global_average_pool.h"
#include "core/passes/recognition/recognize_group_normalization.h"
#include "core/passes/recognition/recognize_hard_sigmoid.h"
#include "core/passes/recognition/recognize_hard_swish.h"
#include "core/passes/recognition/recognize_instance_normalization.h"
#include "core/passes/recognition/recognize_layer_normalization.h"
#include "core/passes/recognition/recognize_leaky_relu.h"
#include "core/passes/recognition/recognize_lp_normalization.h"
#include "core/passes/recognition/recognize_mish.h"
#include "core/passes/recognition/recognize_quick_gelu.h"
#include "core/passes/recognition/recognize_reduce_norms.h"
#include "core/passes/recognition/recognize_rms_normalization.h"
#include "core/passes/recognition/recognize_softmax.h"
#include "core/passes/recognition/recognize_softplus.h"

namespace lathe {

std::span<const PassRow> recognitionPasses() {
    static constexpr PassRow kRows[] = {
        {"recognize-attention", recognizeAttention, Outputs::Rounding, "Softmax",
         "Makes Attention (opset 23) or MultiHeadAttention of com.microsoft of softmax(Q * K^T * scale + bias) * V in heads.",
         "Heads or sizes that are not static, biases of other shapes, other permutations, parts that others read.", ""},
        {"recognize-depth-to-space", recognizeDepthToSpace, Outputs::Bitwise, "Transpose",
         "Makes DepthToSpace or SpaceToDepth of Reshape, Transpose, Reshape.",
         "Dimensions that are not static, other permutations, CRD before opset 11, parts that others read.", ""},
        {"recognize-dilated-conv", recognizeDilatedConv, Outputs::Rounding, "SpaceToDepth Reshape",
         "Makes a dilated Conv of a Conv between SpaceToBatch and BatchToSpace, as TensorFlow's exporters write them.",
         "Shapes that are not static, strides, auto_pad SAME, other orders, parts that others read.", ""},
        {"recognize-gelu", recognizeGelu, Outputs::Rounding, "Erf Tanh",
         "Makes Gelu of x * (1 + erf(x / sqrt(2))) / 2 and of its approximation by tanh.",
         "Opsets before 20 without an import of com.microsoft, other numbers, parts that others read.", ""},
        {"recognize-global-average-pool", recognizeGlobalAveragePool, Outputs::Rounding, "ReduceMean AveragePool",
         "Makes GlobalAveragePool of a ReduceMean over all places or an AveragePool that sees all of them.",
         "Other axes, axes that are lost, padding, windows smaller than the picture.", ""},
        {"recognize-group-normalization", recognizeGroupNormalization, Outputs::Rounding, "InstanceNormalization",
         "Makes GroupNormalization of Reshape, InstanceNormalization, Reshape, Mul and Add.",
         "Opsets before 21, shapes that are not static, other scales inside, parts that others read.", ""},
        {"recognize-hard-sigmoid", recognizeHardSigmoid, Outputs::Rounding, "Clip Min",
         "Makes HardSigmoid of clip(alpha * x + beta, 0, 1) and clip(x + beta, 0, c) / c.",
         "A sum without a factor, numbers that are not finite, parts that others read.", ""},
        {"recognize-hard-swish", recognizeHardSwish, Outputs::Rounding, "Clip Min HardSigmoid",
         "Makes HardSwish of x * clip(x + 3, 0, 6) / 6 in any of its orders.", "Opsets before 14, other numbers, parts that others read.",
         ""},
        {"recognize-instance-normalization", recognizeInstanceNormalization, Outputs::Rounding, "ReduceMean",
         "Makes InstanceNormalization of (x - mean) / sqrt(variance + epsilon) over all axes behind the channels.",
         "Other axes, scales that are not one per channel, parts that others read.", ""},
        {"recognize-layer-normalization", recognizeLayerNormalization, Outputs::Rounding, "ReduceMean",
         "Makes LayerNormalization of (x - mean) / sqrt(variance + epsilon) over the last axes, scale and shift included.",
         "Opsets before 17, other axes, scales of other shapes, parts that others read.", ""},
        {"recognize-leaky-relu", recognizeLeakyRelu, Outputs::Rounding, "Max Where Relu",
         "Makes LeakyRelu or PRelu of max(x, a * x), relu(x) + a * min(x, 0) and their like.",
         "Slopes outside [0, 1] for max, slopes that widen x, parts that others read.", ""},
        {"recognize-lp-normalization", recognizeLpNormalization, Outputs::Rounding, "ReduceL2 ReduceL1 ReduceSum",
         "Makes LpNormalization of x / max(norm of x, a tiny number) along one axis.",
         "Norms without a lower bound or with one above 1.4e-45 (shorter vectors would become 1 long), several axes, parts that others read.",
         ""},
        {"recognize-mish", recognizeMish, Outputs::Rounding, "Tanh", "Makes Mish of x * tanh(softplus(x)).",
         "Opsets before 18, parts that others read.", ""},
        {"recognize-quick-gelu", recognizeQuickGelu, Outputs::Rounding, "Sigmoid", "Makes QuickGelu of x * sigmoid(alpha * x).",
         "Models that do not import com.microsoft, alpha of 1 (SiLU), parts that others read.", ""},
        {"recognize-reduce-norms", recognizeReduceNorms, Outputs::Rounding, "ReduceSum",
         "Makes ReduceL2, ReduceL1 or ReduceSumSquare of their parts.", "Axes that are not fixed, parts that others read.", ""},
        {"recognize-rms-normalization", recognizeRmsNormalization, Outputs::Rounding, "ReduceMean",
         "Makes RMSNormalization of x / sqrt(mean(x * x) + epsilon) * scale over the last axes.",
         "Opsets before 23, other axes, scales of other shapes, parts that others read.", ""},
        {"recognize-softmax", recognizeSoftmax, Outputs::Rounding, "Exp",
         "Makes Softmax of exp(x) / sum(exp(x)) along one axis, with or without the maximum subtracted.",
         "Before opset 13 other axes than the last, sums that lose their axis, parts that others read.", ""},
        {"recognize-softplus", recognizeSoftplus, Outputs::Rounding, "Log", "Makes Softplus of log(1 + exp(x)).",
         "Other numbers, parts that others read.", ""},
    };
    return kRows;
}

} // namespace lathe
