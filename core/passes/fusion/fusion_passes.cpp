#include "core/passes/families.h"

#include "core/passes/fusion/fuse_add_into_conv.h"
#include "core/passes/fusion/fuse_affine_before_conv.h"
#include "core/passes/fusion/fuse_batch_norm_behind_reshape.h"
#include "core/passes/fusion/fuse_batch_norm_into_conv.h"
#include "core/passes/fusion/fuse_mat_mul_add_into_gemm.h"
#include "core/passes/fusion/fuse_mul_into_conv.h"
#include "core/passes/fusion/fuse_mul_into_mat_mul.h"
#include "core/passes/fusion/fuse_pad_into_conv.h"
#include "core/passes/fusion/fuse_pad_into_pool.h"
#include "core/passes/fusion/fuse_qkv.h"
#include "core/passes/fusion/fuse_transpose_into_gemm.h"
#include "core/passes/fusion/join_parallel_convs.h"

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
         "Computes BatchNormalization into the Conv, ConvTranspose, Gemm or MatMul (of matrices) before it.",
         "Training mode, a convolution output that others read, constants that are not float.", "fuse_bn_into_conv"},
        {"fuse-batch-norm-behind-reshape", fuseBatchNormBehindReshape, Outputs::Rounding, "BatchNormalization",
         "Computes BatchNormalization into the MatMul (and Add) before the Transposes and Reshapes that stand before it.",
         "Channels that are not the columns of the product, dimensions that are not known, training mode, results that others read.", ""},
        {"fuse-mul-into-conv", fuseMulIntoConv, Outputs::Rounding, "Mul Div",
         "Computes channel-wise Mul and Div by constants into the Conv, ConvTranspose, Gemm or MatMul (of matrices) before it.",
         "Constants that vary along other dimensions or widen the shape, c / x, a convolution output that others read.", ""},
        {"fuse-add-into-conv", fuseAddIntoConv, Outputs::Rounding, "Add Sub",
         "Computes channel-wise Add and Sub of constants into the bias of the Conv, ConvTranspose or Gemm (Sub: MatMul of matrices) before it.",
         "Constants that vary along other dimensions or widen the shape, c - x, a convolution output that others read.",
         "fuse_add_bias_into_conv"},
        {"fuse-mul-into-mat-mul", fuseMulIntoMatMul, Outputs::Rounding, "MatMul",
         "Computes Mul and Div by a constant, one for all or one per column, into the weights of the MatMul before it.",
         "Constants that vary along other dimensions or widen the shape, c / x, a product that others read.", ""},
        {"fuse-affine-before-conv", fuseAffineBeforeConv, Outputs::Rounding, "Conv Gemm MatMul",
         "Computes channel-wise Mul, Div, Add, Sub and BatchNormalization into the Conv, Gemm or MatMul behind it.",
         "Shifts before a Conv with padding or a MatMul without room for a bias, c - x, c / x, an input that others read.", ""},
        {"fuse-transpose-into-gemm", fuseTransposeIntoGemm, Outputs::Bitwise, "Gemm",
         "Makes a Transpose of a factor the transA or transB of the Gemm.", "A transposed matrix that others read.",
         "fuse_transpose_into_gemm"},
        {"fuse-mat-mul-add-into-gemm", fuseMatMulAddIntoGemm, Outputs::Rounding, "MatMul",
         "Makes a Gemm of a MatMul of matrices by constant weights and the Add of a constant behind it.",
         "Other ranks, computed weights or summands, summands that widen the product, a product that others read.",
         "fuse_matmul_add_bias_into_gemm"},
        {"join-parallel-convs", joinParallelConvs, Outputs::Rounding, "Conv",
         "Makes one Conv and a Split of several Convs of one value with the same window.",
         "Groups, other windows, weights or biases that others read or that are not fixed.", ""},
        {"fuse-qkv", fuseQkv, Outputs::Rounding, "MatMul",
         "Makes one MatMul and a Split of several MatMuls of one value by constant matrices, Adds of constants included.",
         "Weights that others read, weights of different types, values of rank below 3.", "fuse_qkv"},
    };
    return kRows;
}

} // namespace lathe
