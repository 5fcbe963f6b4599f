#include "core/passes/pass.h"

#include "core/passes/extract_constant.h"
#include "core/passes/fold_constants.h"
#include "core/passes/fold_shapes.h"
#include "core/passes/fuse_add_into_conv.h"
#include "core/passes/fuse_batch_norm_into_conv.h"
#include "core/passes/fuse_mul_into_conv.h"
#include "core/passes/fuse_pad_into_conv.h"
#include "core/passes/fuse_pad_into_pool.h"
#include "core/passes/merge_consecutive_reshapes.h"
#include "core/passes/merge_consecutive_transposes.h"
#include "core/passes/merge_duplicate_initializers.h"
#include "core/passes/remove_identity.h"
#include "core/passes/remove_noop_arithmetic.h"
#include "core/passes/remove_noop_cast.h"
#include "core/passes/remove_noop_pad.h"
#include "core/passes/remove_noop_reshape.h"
#include "core/passes/remove_noop_slice.h"
#include "core/passes/remove_noop_transpose.h"
#include "core/passes/remove_unused_initializers.h"
#include "core/passes/remove_unused_nodes.h"
#include "core/passes/rewrite_sum_as_add.h"

namespace lathe {
namespace {

constexpr PassRow kPasses[] = {
    {"extract-constant", extractConstant, "Makes initializers of Constant nodes.",
     "Constant nodes that are graph outputs, sparse constants."},
    {"fold-shapes", foldShapes, "Makes initializers of values that follow from the shapes alone.",
     "Graph outputs, quantization operators, contents that depend on an unknown dimension."},
    {"fold-constants", foldConstants, "Computes nodes whose inputs are all constants.",
     "Random operators, QuantizeLinear and DequantizeLinear, subgraphs, graph outputs, results above 1 MiB and twice the inputs (weights: 64 MiB)."},
    {"remove-identity", removeIdentity, "Takes out Identity, Dropout at inference, and Concat, Sum, Max, Min, Mean of one input.",
     "Dropout in training mode or whose mask is read; outputs that would become graph inputs or initializers."},
    {"remove-noop-cast", removeNoopCast, "Takes out Cast to the type that the input has.", "Inputs of unknown type."},
    {"remove-noop-reshape", removeNoopReshape, "Takes out Reshape, Flatten, Squeeze, Unsqueeze and Expand to the shape of the input.",
     "Shapes that are not static or are computed at run time."},
    {"remove-noop-transpose", removeNoopTranspose, "Takes out Transpose that keeps the order.", "Permutations that are not known."},
    {"remove-noop-pad", removeNoopPad, "Takes out Pad by nothing.", "Amounts that are not constant."},
    {"remove-noop-slice", removeNoopSlice, "Takes out Slice that takes everything.", "Steps other than 1, bounds that are not constant."},
    {"remove-noop-arithmetic", removeNoopArithmetic, "Takes out x + 0, x - 0, x * 1 and x / 1.",
     "Constants that widen the shape, 0 - x, 1 / x."},
    {"merge-consecutive-reshapes", mergeConsecutiveReshapes, "Makes one Reshape of two reshaping nodes in a row.",
     "A first result that others read, shapes that depend on the shape between."},
    {"merge-consecutive-transposes", mergeConsecutiveTransposes, "Makes one Transpose of two in a row.",
     "A first result that others read."},
    {"rewrite-sum-as-add", rewriteSumAsAdd, "Makes Add of a Sum of two inputs.", "Other numbers of inputs, opset before 8."},
    {"fuse-pad-into-conv", fusePadIntoConv, "Moves zero padding of spatial dimensions into the Conv behind it.",
     "Other modes and values, negative pads, auto_pad SAME, a padded value that others read."},
    {"fuse-pad-into-pool", fusePadIntoPool, "Moves padding of spatial dimensions into the AveragePool or MaxPool behind it.",
     "Values that could win a MaxPool, ceil_mode, dilations, pads as large as the kernel, a padded value that others read."},
    {"fuse-batch-norm-into-conv", fuseBatchNormIntoConv, "Computes BatchNormalization into the Conv, ConvTranspose or Gemm before it.",
     "Training mode, a convolution output that others read, constants that are not float."},
    {"fuse-mul-into-conv", fuseMulIntoConv,
     "Computes channel-wise Mul and Div by constants into the Conv, ConvTranspose or Gemm before it.",
     "Constants that vary along other dimensions or widen the shape, c / x, a convolution output that others read."},
    {"fuse-add-into-conv", fuseAddIntoConv,
     "Computes channel-wise Add and Sub of constants into the bias of the Conv, ConvTranspose or Gemm before it.",
     "Constants that vary along other dimensions or widen the shape, c - x, a convolution output that others read."},
    {"remove-unused-nodes", removeUnusedNodes, "Takes out nodes whose results nobody reads.", "Nodes without outputs."},
    {"merge-duplicate-initializers", mergeDuplicateInitializers, "Makes one initializer of those with the same content.",
     "Graph inputs and outputs, initializers that subgraphs read by name."},
    {"remove-unused-initializers", removeUnusedInitializers, "Takes out initializers that nobody reads.", "Graph inputs."},
};

} // namespace

std::span<const PassRow> passTable() {
    return kPasses;
}

const PassRow* findPass(std::string_view name) {
    for (const PassRow& row : kPasses)
        if (row.name == name) return &row;
    return nullptr;
}

std::span<const std::string_view> defaultPipeline() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all;
        for (const PassRow& row : kPasses)
            all.push_back(row.name);
        return all;
    }();
    return names;
}

} // namespace lathe
