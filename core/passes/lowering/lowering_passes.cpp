#include "core/passes/families.h"

#include "core/passes/lowering/cascade_max_pool.h"
#include "core/passes/lowering/expand_constant_operands.h"
#include "core/passes/lowering/flatten_element_axes.h"
#include "core/passes/lowering/flatten_reduce_axes.h"
#include "core/passes/lowering/flatten_transpose_axes.h"
#include "core/passes/lowering/fold_matmul_channel_into_height.h"
#include "core/passes/lowering/insert_conv_before_depth_to_space.h"
#include "core/passes/lowering/keep_arg_max_dims.h"
#include "core/passes/lowering/lift_1d_matmul.h"
#include "core/passes/lowering/lift_1d_to_2d.h"
#include "core/passes/lowering/lift_batch_norm_to_4d.h"
#include "core/passes/lowering/lift_scalar_gather.h"
#include "core/passes/lowering/move_concat_to_channel.h"
#include "core/passes/lowering/move_pad_to_height.h"
#include "core/passes/lowering/move_reduce_max_to_height.h"
#include "core/passes/lowering/move_softmax_channel_to_width.h"
#include "core/passes/lowering/move_softmax_height_to_width.h"
#include "core/passes/lowering/move_split_down.h"
#include "core/passes/lowering/reshape_softmax_to_height.h"
#include "core/passes/lowering/rewrite_average_pool_as_conv.h"
#include "core/passes/lowering/rewrite_batch_norm_as_conv.h"
#include "core/passes/lowering/rewrite_conv_as_gemm.h"
#include "core/passes/lowering/rewrite_deconvolution_as_conv.h"
#include "core/passes/lowering/rewrite_depth_to_space_as_transpose.h"
#include "core/passes/lowering/rewrite_expand_as_concat.h"
#include "core/passes/lowering/rewrite_flattened_gemm_as_conv.h"
#include "core/passes/lowering/rewrite_gather_elements_as_gather.h"
#include "core/passes/lowering/rewrite_gather_nd_as_gather.h"
#include "core/passes/lowering/rewrite_gathers_as_split.h"
#include "core/passes/lowering/rewrite_gemm_as_conv.h"
#include "core/passes/lowering/rewrite_gemm_as_matmul.h"
#include "core/passes/lowering/rewrite_global_pool_as_pool.h"
#include "core/passes/lowering/rewrite_instance_norm_as_layer_norm.h"
#include "core/passes/lowering/rewrite_large_global_pool_as_matmul.h"
#include "core/passes/lowering/rewrite_linear_resize_as_deconvolution.h"
#include "core/passes/lowering/rewrite_matmul_as_conv.h"
#include "core/passes/lowering/rewrite_mean_as_add.h"
#include "core/passes/lowering/rewrite_nearest_resize_as_deconvolution.h"
#include "core/passes/lowering/rewrite_neg_as_mul.h"
#include "core/passes/lowering/rewrite_patch_conv_as_matmul.h"
#include "core/passes/lowering/rewrite_patch_slices_as_transpose.h"
#include "core/passes/lowering/rewrite_reduce_mean_as_matmul.h"
#include "core/passes/lowering/rewrite_resize_sizes_as_scales.h"
#include "core/passes/lowering/rewrite_single_gather_as_slice.h"
#include "core/passes/lowering/rewrite_slice_as_gather.h"
#include "core/passes/lowering/rewrite_slice_as_pool.h"
#include "core/passes/lowering/rewrite_space_to_depth_as_transpose.h"
#include "core/passes/lowering/rewrite_sub_as_negated_add.h"
#include "core/passes/lowering/rewrite_tile_as_expand.h"
#include "core/passes/lowering/rewrite_unsqueeze_as_reshape.h"
#include "core/passes/lowering/rewrite_whole_pool_as_reduction.h"
#include "core/passes/lowering/shift_clip_bounds.h"
#include "core/passes/lowering/shrink_conv_kernel.h"
#include "core/passes/lowering/split_batch_into_branches.h"
#include "core/passes/lowering/split_batched_matmul.h"
#include "core/passes/lowering/split_concat.h"
#include "core/passes/lowering/split_conv_stride.h"
#include "core/passes/lowering/split_conv_transpose_groups.h"
#include "core/passes/lowering/split_high_transpose.h"
#include "core/passes/lowering/split_reduce_axes.h"
#include "core/passes/lowering/split_slice_axes.h"
#include "core/passes/lowering/split_width_transpose.h"
#include "core/passes/lowering/undilate_conv.h"
#include "core/passes/lowering/widen_even_conv_kernel.h"

namespace lathe {

std::span<const PassRow> loweringPasses() {
    static constexpr PassRow kRows[] = {
        {"cascade-max-pool", cascadeMaxPool, Outputs::Bitwise, "MaxPool",
         "Makes a cascade of 3x3 (and 2x2) MaxPools of one with a larger kernel.",
         "Indices that are read, dilations, ceil_mode, padding that is not known.", ""},
        {"fold-matmul-channel-into-height", foldMatmulChannelIntoHeight, Outputs::Rounding, "MatMul",
         "Multiplies all channels by one matrix as if they were one of greater height, between Reshapes.",
         "Right operands of more than rank 2, shapes that are not known.", ""},
        {"keep-arg-max-dims", keepArgMaxDims, Outputs::Bitwise, "ArgMax ArgMin",
         "Lets ArgMax and ArgMin keep the dimension of 1, which a Reshape then drops.",
         "Results with more than one dimension that is not known.", ""},
        {"lift-1d-to-2d", lift1dTo2d, Outputs::Bitwise, "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool",
         "Lets Convs and pools of one spatial axis work on two, of which the first is 1.",
         "Indices that are read, ranks that are not known.", ""},
        {"lift-batch-norm-to-4d", liftBatchNormTo4d, Outputs::Bitwise, "BatchNormalization",
         "Gives a BatchNormalization of fewer than 4 dimensions 4, between Reshapes.",
         "Training, shapes with more than one dimension that is not known.", ""},
        {"move-concat-to-channel", moveConcatToChannel, Outputs::Bitwise, "Concat",
         "Lets a Concat along the batch (or any axis before the channel) work along the channel, between Transposes.",
         "Ranks below 4, axes from the channel on.", ""},
        {"move-softmax-channel-to-width", moveSoftmaxChannelToWidth, Outputs::Bitwise, "Softmax LogSoftmax",
         "Lets a Softmax along the channel (or any axis before the height) work along the width, between Transposes.",
         "Softmax along the last two axes, several axes at once (before opset 13).", ""},
        {"move-softmax-height-to-width", moveSoftmaxHeightToWidth, Outputs::Bitwise, "Softmax LogSoftmax",
         "Lets a Softmax along the height work along the width, between Transposes.", "Other axes, several axes at once (before opset 13).",
         ""},
        {"reshape-softmax-to-height", reshapeSoftmaxToHeight, Outputs::Bitwise, "Softmax LogSoftmax",
         "Lets a Softmax along the width with many channels work on one channel of greater height, between Reshapes.",
         "Other axes, shapes that are not known, fewer channels than rows.", ""},
        {"rewrite-average-pool-as-conv", rewriteAveragePoolAsConv, Outputs::Rounding, "AveragePool",
         "Writes an AveragePool as depthwise Conv.", "Padding that is not counted, ceil_mode, channels that are not known.", ""},
        {"rewrite-batch-norm-as-conv", rewriteBatchNormAsConv, Outputs::Rounding, "BatchNormalization",
         "Writes a BatchNormalization that no Conv can take in as depthwise 1x1 Conv.",
         "One behind a Conv or Gemm that takes it in, parameters that are not fixed.", ""},
        {"rewrite-conv-as-gemm", rewriteConvAsGemm, Outputs::Rounding, "Conv",
         "Writes a Conv whose kernel is as large as the picture as Flatten and Gemm.", "Padding, groups, weights that are not fixed.", ""},
        {"rewrite-deconvolution-as-conv", rewriteDeconvolutionAsConv, Outputs::Rounding, "ConvTranspose",
         "Writes a ConvTranspose as Conv, DepthToSpace and, where it pads, Slices.",
         "Groups, dilations, unequal strides, weights or sizes that are not known.", ""},
        {"rewrite-depth-to-space-as-transpose", rewriteDepthToSpaceAsTranspose, Outputs::Bitwise, "DepthToSpace",
         "Writes a DepthToSpace as Reshape, Transpose, Reshape.", "Sizes that are not known.", ""},
        {"rewrite-expand-as-concat", rewriteExpandAsConcat, Outputs::Bitwise, "Expand", "Writes an Expand as Reshape and Concat of copies.",
         "Shapes that are not known, more than 256 copies.", ""},
        {"rewrite-flattened-gemm-as-conv", rewriteFlattenedGemmAsConv, Outputs::Rounding, "Gemm",
         "Writes a Gemm of a flattened picture as Conv whose kernel is as large as the picture.",
         "Other uses of the flattened data, parameters that are not fixed.", ""},
        {"rewrite-single-gather-as-slice", rewriteSingleGatherAsSlice, Outputs::Bitwise, "Gather",
         "Writes a Gather of one fixed index as Slice.", "Several indices, indices that are not fixed.", ""},
        {"rewrite-gemm-as-conv", rewriteGemmAsConv, Outputs::Rounding, "Gemm",
         "Writes a Gemm with fixed weights as 1x1 Conv between Reshapes.", "A transposed first operand, parameters that are not fixed.",
         ""},
        {"rewrite-gemm-as-matmul", rewriteGemmAsMatmul, Outputs::Rounding, "Gemm", "Writes a Gemm with fixed weights as MatMul and Add.",
         "A transposed first operand, parameters that are not fixed.", ""},
        {"rewrite-global-pool-as-pool", rewriteGlobalPoolAsPool, Outputs::Rounding, "GlobalAveragePool GlobalMaxPool",
         "Writes a global pool as pool with a kernel as large as the map.", "Sizes that are not known.", ""},
        {"rewrite-instance-norm-as-layer-norm", rewriteInstanceNormAsLayerNorm, Outputs::Rounding, "InstanceNormalization",
         "Writes an InstanceNormalization as LayerNormalization over the flattened map, scaled and shifted per channel.",
         "Opsets before 17, shapes that are not known, large maps.", ""},
        {"rewrite-large-global-pool-as-matmul", rewriteLargeGlobalPoolAsMatmul, Outputs::Rounding, "GlobalAveragePool",
         "Takes the mean of maps of 1024 elements and more by a MatMul.", "Smaller maps, sizes that are not known.", ""},
        {"rewrite-linear-resize-as-deconvolution", rewriteLinearResizeAsDeconvolution, Outputs::Rounding, "Resize",
         "Writes a linear Resize by whole factors as Pad and depthwise ConvTranspose.",
         "Other factors, sizes that are not known, other coordinates than half_pixel.", ""},
        {"rewrite-matmul-as-conv", rewriteMatmulAsConv, Outputs::Rounding, "MatMul",
         "Writes a MatMul with a fixed matrix on the right as 1x1 Conv.",
         "Matrices that are not fixed or not of rank 2, vectors on the left.", ""},
        {"rewrite-nearest-resize-as-deconvolution", rewriteNearestResizeAsDeconvolution, Outputs::Rounding, "Resize",
         "Writes a nearest Resize by whole factors as depthwise ConvTranspose.",
         "Other factors, sizes that are not known, roundings that shift the picture.", ""},
        {"rewrite-neg-as-mul", rewriteNegAsMul, Outputs::Bitwise, "Neg", "Writes a Neg as Mul by -1.",
         "Types whose Mul is newer than the model.", ""},
        {"rewrite-reduce-mean-as-matmul", rewriteReduceMeanAsMatmul, Outputs::Rounding, "ReduceMean",
         "Takes a mean over the last axes by a MatMul.", "Axes that are not the last ones or not fixed, sizes that are not known.", ""},
        {"rewrite-resize-sizes-as-scales", rewriteResizeSizesAsScales, Outputs::Bitwise, "Resize",
         "States what a Resize does by scales instead of sizes.",
         "Sizes that are not fixed or that no scale gives, crops, kept aspect ratios.", ""},
        {"rewrite-space-to-depth-as-transpose", rewriteSpaceToDepthAsTranspose, Outputs::Bitwise, "SpaceToDepth",
         "Writes a SpaceToDepth as Reshape, Transpose, Reshape.", "Sizes that are not known.", ""},
        {"rewrite-unsqueeze-as-reshape", rewriteUnsqueezeAsReshape, Outputs::Bitwise, "Unsqueeze", "Writes an Unsqueeze as Reshape.",
         "Results with more than one dimension that is not known.", ""},
        {"rewrite-whole-pool-as-reduction", rewriteWholePoolAsReduction, Outputs::Rounding, "MaxPool AveragePool",
         "Writes a pool with a kernel as large as the map as ReduceMax or ReduceMean.", "Padding, indices, sizes that are not known.", ""},
        {"shrink-conv-kernel", shrinkConvKernel, Outputs::Rounding, "Conv",
         "Cuts off the rows and columns of a kernel that only ever meet padding.", "Weights that are not fixed, sizes that are not known.",
         ""},
        {"split-batch-into-branches", splitBatchIntoBranches, Outputs::Rounding,
         "Conv ConvTranspose MaxPool AveragePool GlobalAveragePool GlobalMaxPool InstanceNormalization",
         "Makes one branch per sample of convolutions, pools and what follows them, between Split and Concat.",
         "Batches that are not known, of 1 or of more than 16.", ""},
        {"split-batched-matmul", splitBatchedMatmul, Outputs::Rounding, "MatMul",
         "Makes one MatMul of two matrices per batch of a batched MatMul, between Splits and Concat.",
         "Fixed operands, unequal batches, more than 16.", ""},
        {"split-concat", splitConcat, Outputs::Bitwise, "Concat", "Makes Concats of two inputs each of a Concat that repeats one tensor.",
         "Concats of different tensors.", ""},
        {"split-conv-stride", splitConvStride, Outputs::Rounding, "Conv",
         "Makes a Conv of stride 1 and a MaxPool that picks every fourth element of a 7x7 Conv of stride 4.", "Other kernels and strides.",
         ""},
        {"split-conv-transpose-groups", splitConvTransposeGroups, Outputs::Rounding, "ConvTranspose",
         "Makes one ConvTranspose per group, between Split and Concat.", "Depthwise ones, more than 16 groups, weights that are not fixed.",
         ""},
        {"split-reduce-axes", splitReduceAxes, Outputs::Rounding, "ReduceSum ReduceMean ReduceMax ReduceMin",
         "Makes one reduction per axis of a ReduceSum, ReduceMean, ReduceMax or ReduceMin over several.",
         "Axes that are not fixed, integer means.", ""},
        {"split-slice-axes", splitSliceAxes, Outputs::Bitwise, "Slice", "Makes one Slice per axis of a Slice along several.",
         "Starts, ends, axes or steps that are not fixed.", ""},
        {"undilate-conv", undilateConv, Outputs::Rounding, "Conv", "Writes a dilated Conv as plain one with zeros between the weights.",
         "Weights that are not fixed, kernels that would exceed 31.", ""},
        {"widen-even-conv-kernel", widenEvenConvKernel, Outputs::Rounding, "Conv",
         "Gives kernels of even size one more row or column of zeros.", "Weights that are not fixed, kernels of more than 6.", ""},
        {"lift-1d-matmul", lift1dMatmul, Outputs::Rounding, "MatMul",
         "Lets a MatMul with a fixed vector work on a matrix of one column or row, behind which a Reshape drops the dimension of 1.",
         "Two vectors, results with more than one dimension that is not known.", ""},
        {"move-reduce-max-to-height", moveReduceMaxToHeight, Outputs::Bitwise, "ReduceMax",
         "Lets a ReduceMax over axes that lie side by side work along the height, between Reshapes.",
         "The height already, axes apart, lengths from the axes on that are not known.", ""},
        {"rewrite-mean-as-add", rewriteMeanAsAdd, Outputs::Rounding, "Mean", "Writes a Mean of several values as Adds and a Mul.",
         "Opsets before 8, types other than float.", ""},
        {"rewrite-sub-as-negated-add", rewriteSubAsNegatedAdd, Outputs::Bitwise, "Sub",
         "Writes a subtraction as addition of the right operand times -1.", "Constants on the right, types other than float.", ""},
        {"rewrite-slice-as-pool", rewriteSliceAsPool, Outputs::Bitwise, "Slice",
         "Takes every n-th row and column of a picture by a MaxPool with a kernel of 1.",
         "Other steps, other ranks than 4, bounds that are not fixed, types other than float.", ""},
        {"rewrite-slice-as-gather", rewriteSliceAsGather, Outputs::Bitwise, "Slice", "Writes a Slice with steps as Gather.",
         "Slices without steps, bounds that are not fixed, more than 4096 indices.", ""},
        {"rewrite-gather-elements-as-gather", rewriteGatherElementsAsGather, Outputs::Bitwise, "GatherElements",
         "Writes GatherElements whose indices an Expand or Tile repeats as Gather.",
         "Indices that differ along other axes, shapes that are not known.", ""},
        {"rewrite-gather-nd-as-gather", rewriteGatherNdAsGather, Outputs::Bitwise, "GatherND",
         "Writes GatherND along the first axis as Gather.", "Batch dimensions, indices of several axes.", ""},
        {"rewrite-tile-as-expand", rewriteTileAsExpand, Outputs::Bitwise, "Tile", "Writes a Tile of dimensions of 1 as Expand.",
         "Longer dimensions, repeats that are not fixed.", ""},
        {"rewrite-patch-slices-as-transpose", rewritePatchSlicesAsTranspose, Outputs::Bitwise, "Slice",
         "Writes Slices of every n-th row and column that a Concat joins (patch merging, focus) as Reshape, Transpose, Reshape.",
         "Patches that are missing or in another order, sizes that are not known or not divisible.", ""},
        {"insert-conv-before-depth-to-space", insertConvBeforeDepthToSpace, Outputs::Rounding, "DepthToSpace",
         "Puts a 1x1 Conv that changes nothing before a DepthToSpace that has none, for devices that write blocks behind a convolution.",
         "Types other than float, channels that are not known or more than 1024.", ""},
        {"expand-constant-operands", expandConstantOperands, Outputs::Bitwise, "Add Sub Mul Div",
         "Gives constant operands that are repeated along several axes, or against a repeated operand, the shape of the result.",
         "Single numbers and one value per channel, shapes that are not known, more than 1,048,576 elements, types other than float.", ""},
        {"rewrite-patch-conv-as-matmul", rewritePatchConvAsMatmul, Outputs::Rounding, "Conv",
         "Writes a Conv whose kernel is as large as its stride, between Transposes to channels first and back, as MatMul of patches.",
         "Other readers, groups, dilations, padding, sizes that are not known or that the kernel does not divide, weights that are not fixed.",
         ""},
        {"flatten-transpose-axes", flattenTransposeAxes, Outputs::Bitwise, "Transpose",
         "Lets a Transpose of more than 4 dimensions, or one between Reshapes, work on fewer: axes that stay side by side become one.",
         "Axes that all go apart, more than one dimension that is not known.", ""},
        {"flatten-element-axes", flattenElementAxes, Outputs::Bitwise, "",
         "Lets an operator that works element by element on more than 4 dimensions work on 4, the leading ones as one.",
         "Shapes that are not known, operands that are repeated along the leading axes.", ""},
        {"flatten-reduce-axes", flattenReduceAxes, Outputs::Rounding,
         "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare",
         "Lets a reduction of more than 4 dimensions work on at most 4: neighbours that are all reduced, or all kept, become one.",
         "Axes that are not fixed, more than 4 such groups, more than one dimension that is not known, means of integers.", ""},
        {"shift-clip-bounds", shiftClipBounds, Outputs::Rounding, "Clip",
         "Lets a Clip between bounds of one sign begin or end at 0, between Adds that shift the data.",
         "Ranges that hold 0, bounds that are not fixed or beyond 1,000,000, types other than float.", ""},
        {"move-pad-to-height", movePadToHeight, Outputs::Bitwise, "Pad",
         "Lets a Pad on axes before the height work along the height, between Reshapes.",
         "Amounts that are not fixed or negative, lengths from the first such axis on that are not known.", ""},
        {"split-high-transpose", splitHighTranspose, Outputs::Bitwise, "Transpose",
         "Makes the fewest Transposes of at most 4 dimensions of one whose axes go apart into more than 4 groups.",
         "More than 7 groups, more than one dimension that is not known.", ""},
        {"split-width-transpose", splitWidthTranspose, Outputs::Bitwise, "Transpose",
         "Makes Transposes of at most 4 dimensions of one of more that makes the last axis the first or second.",
         "Other Transposes, more than one dimension that is not known.", ""},
        {"lift-scalar-gather", liftScalarGather, Outputs::Bitwise, "Gather",
         "Gives a Gather of floats by an index without dimensions one of one dimension, and a Squeeze behind it.",
         "Indices that are not fixed, data of unknown rank.", ""},
        {"rewrite-gathers-as-split", rewriteGathersAsSplit, Outputs::Bitwise, "Gather",
         "Makes one Split of Gathers that take all parts of an axis, as query, key and value of one product.",
         "Parts that are missing or taken twice, indices that are not fixed or no ranges, more than 64 parts.", ""},
        {"move-split-down", moveSplitDown, Outputs::Bitwise, "Split",
         "Moves a Split behind the equal Transposes or Reshapes that all its parts go through, of which one remains.",
         "Parts with other readers, unequal parts before a Reshape, Reshapes that tear the axis from those before it.", ""},
    };
    return kRows;
}

} // namespace lathe
