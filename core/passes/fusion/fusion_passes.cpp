#include "core/passes/families.h"

#include "core/passes/fusion/fuse_add_into_conv.h"
#include "core/passes/fusion/fuse_batch_norm_into_conv.h"
#include "core/passes/fusion/fuse_mul_into_conv.h"
#include "core/passes/fusion/fuse_pad_into_conv.h"
#include "core/passes/fusion/fuse_pad_into_pool.h"

namespace lathe {

std::span<const PassRow> fusionPasses() {
    static constexpr PassRow kRows[] = {
        {"fuse-pad-into-conv", fusePadIntoConv, Outputs::Rounding, "Pad",
         "Moves zero padding of spatial dimensions into the Conv behind it.",
         "Other modes and values, negative pads, auto_pad SAME, a padded value that others read.", "fuse_pad_into_conv"},
        {"fuse-pad-into-pool", fusePadIntoPool, Outputs::Rounding, "Pad",
         "Moves padding of spatial dimensions into the AveragePool or MaxPool behind it.",
         "Values that could win a MaxPool, ceil_mode, dilations, pads as large as the kernel, a padded value that others read.",
         "fuse_pad_into_pool"},
        {"fuse-batch-norm-into-conv", fuseBatchNormIntoConv, Outputs::Rounding, "BatchNormalization",
         "Computes BatchNormalization into the Conv, ConvTranspose or Gemm before it.",
         "Training mode, a convolution output that others read, constants that are not float.", "fuse_bn_into_conv"},
        {"fuse-mul-into-conv", fuseMulIntoConv, Outputs::Rounding, "Mul Div",
         "Computes channel-wise Mul and Div by constants into the Conv, ConvTranspose or Gemm before it.",
         "Constants that vary along other dimensions or widen the shape, c / x, a convolution output that others read.", ""},
        {"fuse-add-into-conv", fuseAddIntoConv, Outputs::Rounding, "Add Sub",
         "Computes channel-wise Add and Sub of constants into the bias of the Conv, ConvTranspose or Gemm before it.",
         "Constants that vary along other dimensions or widen the shape, c - x, a convolution output that others read.",
         "fuse_add_bias_into_conv"},
    };
    return kRows;
}

} // namespace lathe
