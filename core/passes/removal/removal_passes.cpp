#include "core/passes/families.h"

#include "core/passes/removal/inline_constant_if.h"
#include "core/passes/removal/remove_constant_where.h"
#include "core/passes/removal/remove_empty_concat_parts.h"
#include "core/passes/removal/remove_identity.h"
#include "core/passes/removal/remove_noop_arithmetic.h"
#include "core/passes/removal/remove_noop_cast.h"
#include "core/passes/removal/remove_noop_gather.h"
#include "core/passes/removal/remove_noop_pad.h"
#include "core/passes/removal/remove_noop_pool.h"
#include "core/passes/removal/remove_noop_reduction.h"
#include "core/passes/removal/remove_noop_reshape.h"
#include "core/passes/removal/remove_noop_resize.h"
#include "core/passes/removal/remove_noop_slice.h"
#include "core/passes/removal/remove_noop_split.h"
#include "core/passes/removal/remove_noop_tile.h"
#include "core/passes/removal/remove_noop_transpose.h"
#include "core/passes/removal/remove_repeated_functions.h"
#include "core/passes/removal/remove_unused_nodes.h"

namespace lathe {

std::span<const PassRow> removalPasses() {
    static constexpr PassRow kRows[] = {
        {"remove-identity", removeIdentity, Outputs::Bitwise, "Identity Dropout Concat Sum Max Min Mean",
         "Takes out Identity, Dropout at inference, and Concat, Sum, Max, Min, Mean of one input.",
         "Dropout in training mode or whose mask is read; outputs that would become graph inputs or initializers.",
         "eliminate_identity eliminate_nop_dropout eliminate_nop_concat"},
        {"remove-noop-cast", removeNoopCast, Outputs::Bitwise, "Cast CastLike", "Takes out Cast to the type that the input has.",
         "Inputs of unknown type.", "eliminate_nop_cast"},
        {"remove-noop-reshape", removeNoopReshape, Outputs::Bitwise, "Reshape Flatten Squeeze Unsqueeze Expand",
         "Takes out Reshape, Flatten, Squeeze, Unsqueeze and Expand to the shape of the input.",
         "Shapes that are not static or are computed at run time.", "eliminate_nop_reshape eliminate_nop_flatten eliminate_nop_expand"},
        {"remove-noop-transpose", removeNoopTranspose, Outputs::Bitwise, "Transpose", "Takes out Transpose that keeps the order.",
         "Permutations that are not known.", "eliminate_nop_transpose"},
        {"remove-noop-pad", removeNoopPad, Outputs::Bitwise, "Pad", "Takes out Pad by nothing.", "Amounts that are not constant.",
         "eliminate_nop_pad"},
        {"remove-noop-slice", removeNoopSlice, Outputs::Bitwise, "Slice", "Takes out Slice that takes everything.",
         "Steps other than 1, bounds that are not constant.", ""},
        {"remove-noop-arithmetic", removeNoopArithmetic, Outputs::Bitwise, "Add Sub Mul Div Pow Max Min And Or Xor BitShift",
         "Takes out x + 0, x - 0, x * 1, x / 1, x ** 1, x and true, x or false, and the like.",
         "Constants that widen the shape, 0 - x, 1 / x, powers of integers.", "eliminate_nop_with_unit"},
        {"remove-unused-nodes", removeUnusedNodes, Outputs::Bitwise, "", "Takes out nodes whose results nobody reads.",
         "Nodes without outputs.", "eliminate_deadend"},
        {"remove-noop-split", removeNoopSplit, Outputs::Bitwise, "Split", "Takes out Split into one part.", "Several parts.",
         "eliminate_nop_split"},
        {"remove-noop-tile", removeNoopTile, Outputs::Bitwise, "Tile Expand", "Takes out Tile by ones and Expand to a shape of ones.",
         "Repeats and shapes that are not constant, more dimensions than the input has.", "eliminate_nop_expand"},
        {"remove-noop-gather", removeNoopGather, Outputs::Bitwise, "Gather", "Takes out Gather of every index of an axis in its order.",
         "Indices that are not constant, an axis of unknown length.", ""},
        {"remove-noop-resize", removeNoopResize, Outputs::Bitwise, "Resize Upsample",
         "Takes out Resize and Upsample that leave every element where it is.",
         "Crops, coordinates that move by half an element, sizes or scales that are not constant.", ""},
        {"remove-noop-pool", removeNoopPool, Outputs::Bitwise, "MaxPool AveragePool GlobalMaxPool GlobalAveragePool",
         "Takes out pooling of one element.", "Padding, strides, indices that somebody reads, spatial dimensions that are not known.", ""},
        {"remove-noop-reduction", removeNoopReduction, Outputs::Bitwise, "ReduceSum ReduceMean ReduceMax ReduceMin ReduceProd",
         "Takes out reductions of one element; makes Squeeze of those that drop the axes.",
         "Axes that are not constant, dimensions that are not known, reductions that change the element.", ""},
        {"remove-repeated-functions", removeRepeatedFunctions, Outputs::Bitwise, "Relu Abs Ceil Floor Round Sign Neg Not",
         "Takes out functions of values that they leave as they are, such as Relu of Relu, and both of two Neg or Not.",
         "Mixed pairs on integers, functions with attributes.", "eliminate_consecutive_idempotent_ops"},
        {"remove-constant-where", removeConstantWhere, Outputs::Bitwise, "Where",
         "Takes out Where whose condition is constant and the same everywhere.",
         "Operands that broadcasting widens, shapes that are not static.", ""},
        {"remove-empty-concat-parts", removeEmptyConcatParts, Outputs::Bitwise, "Concat",
         "Takes the inputs without elements out of Concat.", "Lengths that are not known, the only input.", "eliminate_nop_concat"},
        {"inline-constant-if", inlineConstantIf, Outputs::Bitwise, "If",
         "Puts the branch that a constant condition takes in the place of its If.",
         "Conditions that a caller may override, branches whose bodies read a name that is taken.", "eliminate_if_with_const_cond"},
    };
    return kRows;
}

} // namespace lathe
