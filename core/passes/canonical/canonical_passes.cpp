#include "core/passes/families.h"

#include "core/passes/canonical/rewrite_clip_as_relu.h"
#include "core/passes/canonical/rewrite_constant_division.h"
#include "core/passes/canonical/rewrite_constant_order.h"
#include "core/passes/canonical/rewrite_constant_power.h"
#include "core/passes/canonical/rewrite_div_as_mul.h"
#include "core/passes/canonical/rewrite_div_as_reciprocal.h"
#include "core/passes/canonical/rewrite_einsum_as_matmul.h"
#include "core/passes/canonical/rewrite_extremes_as_clip.h"
#include "core/passes/canonical/rewrite_gather_as_slice.h"
#include "core/passes/canonical/rewrite_global_pool_as_mean.h"
#include "core/passes/canonical/rewrite_mul_as_neg.h"
#include "core/passes/canonical/rewrite_negated_where.h"
#include "core/passes/canonical/rewrite_reshaping_as_reshape.h"
#include "core/passes/canonical/rewrite_slices_as_split.h"
#include "core/passes/canonical/rewrite_split_as_slices.h"
#include "core/passes/canonical/rewrite_sub_as_add.h"
#include "core/passes/canonical/rewrite_sum_as_add.h"
#include "core/passes/canonical/rewrite_upsample_as_resize.h"

namespace lathe {

std::span<const PassRow> canonicalPasses() {
    static constexpr PassRow kRows[] = {
        {"rewrite-sum-as-add", rewriteSumAsAdd, Outputs::Bitwise, "Sum", "Makes Add of a Sum of two inputs.",
         "Other numbers of inputs, opset before 8.", ""},
        {"rewrite-constant-order", rewriteConstantOrder, Outputs::Bitwise, "Add Mul And Or Xor Equal Max Min",
         "Puts the constant operand of commutative operators second.",
         "Both or no operand constant, versions that broadcast by an attribute.", "adjust_add"},
        {"rewrite-negated-where", rewriteNegatedWhere, Outputs::Bitwise, "Where", "Swaps the operands of Where behind a Not.",
         "Other conditions.", "rewrite_where"},
        {"rewrite-clip-as-relu", rewriteClipAsRelu, Outputs::Bitwise, "Clip", "Makes Relu of Clip from 0 without an upper bound.",
         "Other bounds, bounds that are not constant, integers.", ""},
        {"rewrite-einsum-as-matmul", rewriteEinsumAsMatmul, Outputs::Rounding, "Einsum",
         "Makes MatMul of Einsum of two operands, Transpose or ReduceSum of Einsum of one.",
         "Repeated labels, ..., several labels to sum over or to keep of one operand only, other types than float.",
         "replace_einsum_with_matmul"},
        {"rewrite-sub-as-add", rewriteSubAsAdd, Outputs::Bitwise, "Sub", "Makes addition of the subtraction of a constant.",
         "Integers, large constants that others read.", ""},
        {"rewrite-div-as-mul", rewriteDivAsMul, Outputs::Bitwise, "Div", "Makes multiplication of the division by a power of two.",
         "Other constants, integers, large constants that others read.", ""},
        {"rewrite-constant-division", rewriteConstantDivision, Outputs::Rounding, "Div",
         "Makes multiplication of the division by any constant.",
         "Integers, 16-bit floats, reciprocals that are no normal numbers, large constants that others read.", ""},
        {"rewrite-mul-as-neg", rewriteMulAsNeg, Outputs::Bitwise, "Mul Div", "Makes Neg of the multiplication by -1.",
         "Constants that widen the shape, unsigned integers.", ""},
        {"rewrite-div-as-reciprocal", rewriteDivAsReciprocal, Outputs::Bitwise, "Div", "Makes Reciprocal of 1 / x.",
         "Ones that widen the shape, integers.", ""},
        {"rewrite-constant-power", rewriteConstantPower, Outputs::Rounding, "Pow",
         "Makes Mul, Sqrt and Reciprocal of powers by 2, 0.5, -1 and -0.5.", "Other exponents, exponents that widen the shape, integers.",
         ""},
        {"rewrite-extremes-as-clip", rewriteExtremesAsClip, Outputs::Bitwise, "Max Min",
         "Makes Clip of Max or Min of a value and a constant.", "Constants of several numbers, more operands, integers.", ""},
        {"rewrite-gather-as-slice", rewriteGatherAsSlice, Outputs::Bitwise, "Gather", "Makes Slice of Gather of evenly ascending indices.",
         "Indices that are not constant or not of rank 1, opset before 10.", ""},
        {"rewrite-slices-as-split", rewriteSlicesAsSplit, Outputs::Bitwise, "Slice",
         "Makes one Split of Slices that cut a value into all its parts.", "Gaps, overlaps, steps, unknown lengths.", ""},
        {"rewrite-split-as-slices", rewriteSplitAsSlices, Outputs::Bitwise, "Split", "Makes Slices of a Split.", "Unknown lengths.", ""},
        {"rewrite-reshaping-as-reshape", rewriteReshapingAsReshape, Outputs::Bitwise, "Squeeze Unsqueeze Flatten",
         "Makes Reshape of Squeeze, Unsqueeze and Flatten.", "Several unknown dimensions, dimensions of length 0.", ""},
        {"rewrite-global-pool-as-mean", rewriteGlobalPoolAsMean, Outputs::Rounding, "GlobalAveragePool",
         "Makes ReduceMean of GlobalAveragePool.", "Unknown ranks.", ""},
        {"rewrite-upsample-as-resize", rewriteUpsampleAsResize, Outputs::Bitwise, "Upsample", "Makes Resize of Upsample.",
         "Opset before 10, scales as attribute, below 1 or not constant.", ""},
    };
    return kRows;
}

} // namespace lathe
