#include "core/passes/families.h"

#include "core/passes/lowering/cascade_max_pool.h"
#include "core/passes/lowering/keep_arg_max_dims.h"
#include "core/passes/lowering/lift_batch_norm_to_4d.h"
#include "core/passes/lowering/move_concat_to_channel.h"
#include "core/passes/lowering/move_softmax_channel_to_width.h"
#include "core/passes/lowering/move_softmax_height_to_width.h"
#include "core/passes/lowering/reshape_softmax_to_height.h"
#include "core/passes/lowering/rewrite_depth_to_space_as_transpose.h"
#include "core/passes/lowering/rewrite_expand_as_concat.h"
#include "core/passes/lowering/rewrite_single_gather_as_slice.h"
#include "core/passes/lowering/rewrite_instance_norm_as_layer_norm.h"
#include "core/passes/lowering/rewrite_neg_as_mul.h"
#include "core/passes/lowering/rewrite_resize_sizes_as_scales.h"
#include "core/passes/lowering/rewrite_space_to_depth_as_transpose.h"
#include "core/passes/lowering/rewrite_unsqueeze_as_reshape.h"
#include "core/passes/lowering/shrink_conv_kernel.h"
#include "core/passes/lowering/split_concat.h"
#include "core/passes/lowering/split_reduce_axes.h"
#include "core/passes/lowering/split_slice_axes.h"

namespace lathe {

std::span<const PassRow> loweringPasses() {
    static constexpr PassRow kRows[] = {
        {"cascade-max-pool", cascadeMaxPool, Outputs::Bitwise, "MaxPool",
         "Makes a cascade of 3x3 (and 2x2) MaxPools of one with a larger kernel.",
         "Indices that are read, dilations, ceil_mode, padding that is not known.", ""},
        {"keep-arg-max-dims", keepArgMaxDims, Outputs::Bitwise, "ArgMax ArgMin",
         "Lets ArgMax and ArgMin keep the dimension of 1, which a Reshape then drops.",
         "Results with more than one dimension that is not known.", ""},
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
        {"rewrite-depth-to-space-as-transpose", rewriteDepthToSpaceAsTranspose, Outputs::Bitwise, "DepthToSpace",
         "Writes a DepthToSpace as Reshape, Transpose, Reshape.", "Sizes that are not known.", ""},
        {"rewrite-expand-as-concat", rewriteExpandAsConcat, Outputs::Bitwise, "Expand", "Writes an Expand as Reshape and Concat of copies.",
         "Shapes that are not known, more than 256 copies.", ""},
        {"rewrite-single-gather-as-slice", rewriteSingleGatherAsSlice, Outputs::Bitwise, "Gather", "Writes a Gather of one fixed index as Slice.",
         "Several indices, indices that are not fixed.", ""},
        {"rewrite-instance-norm-as-layer-norm", rewriteInstanceNormAsLayerNorm, Outputs::Rounding, "InstanceNormalization",
         "Writes an InstanceNormalization as LayerNormalization over the flattened map, scaled and shifted per channel.",
         "Opsets before 17, shapes that are not known, large maps.", ""},
        {"rewrite-neg-as-mul", rewriteNegAsMul, Outputs::Bitwise, "Neg", "Writes a Neg as Mul by -1.",
         "Types whose Mul is newer than the model.", ""},
        {"rewrite-resize-sizes-as-scales", rewriteResizeSizesAsScales, Outputs::Bitwise, "Resize",
         "States what a Resize does by scales instead of sizes.",
         "Sizes that are not fixed or that no scale gives, crops, kept aspect ratios.", ""},
        {"rewrite-space-to-depth-as-transpose", rewriteSpaceToDepthAsTranspose, Outputs::Bitwise, "SpaceToDepth",
         "Writes a SpaceToDepth as Reshape, Transpose, Reshape.", "Sizes that are not known.", ""},
        {"rewrite-unsqueeze-as-reshape", rewriteUnsqueezeAsReshape, Outputs::Bitwise, "Unsqueeze", "Writes an Unsqueeze as Reshape.",
         "Results with more than one dimension that is not known.", ""},
        {"shrink-conv-kernel", shrinkConvKernel, Outputs::Rounding, "Conv",
         "Cuts off the rows and columns of a kernel that only ever meet padding.", "Weights that are not fixed, sizes that are not known.",
         ""},
        {"split-concat", splitConcat, Outputs::Bitwise, "Concat", "Makes Concats of two inputs each of a Concat that repeats one tensor.",
         "Concats of different tensors.", ""},
        {"split-reduce-axes", splitReduceAxes, Outputs::Rounding, "ReduceSum ReduceMean ReduceMax ReduceMin",
         "Makes one reduction per axis of a ReduceSum, ReduceMean, ReduceMax or ReduceMin over several.",
         "Axes that are not fixed, integer means.", ""},
        {"split-slice-axes", splitSliceAxes, Outputs::Bitwise, "Slice", "Makes one Slice per axis of a Slice along several.",
         "Starts, ends, axes or steps that are not fixed.", ""},
    };
    return kRows;
}

} // namespace lathe
