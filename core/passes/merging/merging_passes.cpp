#include "core/passes/families.h"

#include "core/passes/merging/merge_concat_into_reshape.h"
#include "core/passes/merging/merge_consecutive_casts.h"
#include "core/passes/merging/merge_consecutive_clips.h"
#include "core/passes/merging/merge_consecutive_concats.h"
#include "core/passes/merging/merge_consecutive_pads.h"
#include "core/passes/merging/merge_consecutive_reshapes.h"
#include "core/passes/merging/merge_consecutive_slices.h"
#include "core/passes/merging/merge_consecutive_squeezes.h"
#include "core/passes/merging/merge_consecutive_transposes.h"
#include "core/passes/merging/merge_constant_operands.h"
#include "core/passes/merging/merge_equal_shapes.h"
#include "core/passes/merging/merge_log_softmax.h"
#include "core/passes/merging/merge_unsqueeze_into_reduction.h"

namespace lathe {

std::span<const PassRow> mergingPasses() {
    static constexpr PassRow kRows[] = {
        {"merge-consecutive-reshapes", mergeConsecutiveReshapes, Outputs::Bitwise, "Reshape Flatten Squeeze Unsqueeze",
         "Makes one Reshape of two reshaping nodes in a row.", "A first result that others read, shapes that depend on the shape between.",
         ""},
        {"merge-consecutive-transposes", mergeConsecutiveTransposes, Outputs::Bitwise, "Transpose", "Makes one Transpose of two in a row.",
         "A first result that others read.", "fuse_consecutive_transposes"},
        {"merge-consecutive-squeezes", mergeConsecutiveSqueezes, Outputs::Bitwise, "Squeeze Unsqueeze",
         "Makes one of two Squeeze or Unsqueeze in a row, takes out those that undo each other.",
         "A first result that others read, axes that are not constant, unknown ranks.",
         "fuse_consecutive_squeezes fuse_consecutive_unsqueezes fuse_consecutive_squeeze_unsqueeze"},
        {"merge-consecutive-slices", mergeConsecutiveSlices, Outputs::Bitwise, "Slice", "Makes one Slice of two in a row.",
         "A first result that others read, bounds that are not constant, unknown lengths, steps backwards.", "fuse_consecutive_slices"},
        {"merge-consecutive-concats", mergeConsecutiveConcats, Outputs::Bitwise, "Concat",
         "Gives a Concat the parts of those among its inputs that join along the same axis.",
         "Inner results that others read or that are read twice, other axes.", "fuse_consecutive_concats"},
        {"merge-consecutive-casts", mergeConsecutiveCasts, Outputs::Bitwise, "Cast",
         "Makes one Cast of two in a row whose type between holds every value.",
         "Types between that lose something, strings, 8-bit floats.", ""},
        {"merge-consecutive-pads", mergeConsecutivePads, Outputs::Bitwise, "Pad", "Makes one Pad of two in a row.",
         "A first result that others read, other modes than constant, different values, negative amounts.", ""},
        {"merge-consecutive-clips", mergeConsecutiveClips, Outputs::Bitwise, "Clip",
         "Makes one Clip of two, or of Clip and Relu, in a row.",
         "A first result that others read, bounds that are not constant or that cross, integers.", ""},
        {"merge-unsqueeze-into-reduction", mergeUnsqueezeIntoReduction, Outputs::Bitwise, "Unsqueeze",
         "Lets a reduction keep the axes that an Unsqueeze puts back.", "A result between that others read, other axes.",
         "fuse_consecutive_reduce_unsqueeze"},
        {"merge-concat-into-reshape", mergeConcatIntoReshape, Outputs::Bitwise, "Reshape",
         "Makes a constant of a shape that is put together at run time.", "More than one dimension that is left over, dimensions of 0.",
         "fuse_concat_into_reshape"},
        {"merge-equal-shapes", mergeEqualShapes, Outputs::Bitwise, "Shape",
         "Makes one of shapes and parts of shapes that hold the same open dimensions.",
         "Dimensions that are not known to be equal, graph outputs, names that subgraphs read.", ""},
        {"merge-log-softmax", mergeLogSoftmax, Outputs::Rounding, "Log", "Makes LogSoftmax of Log behind Softmax.",
         "A Softmax that others read.", "fuse_consecutive_log_softmax"},
        {"merge-constant-operands", mergeConstantOperands, Outputs::Rounding, "Mul Add",
         "Makes one constant factor or summand of two in a row.",
         "A first result that others read, other types than float, products that are not normal numbers, summands of different signs.", ""},
    };
    return kRows;
}

} // namespace lathe
