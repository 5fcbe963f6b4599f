#include "core/passes/families.h"

#include "core/passes/removal/remove_identity.h"
#include "core/passes/removal/remove_noop_arithmetic.h"
#include "core/passes/removal/remove_noop_cast.h"
#include "core/passes/removal/remove_noop_pad.h"
#include "core/passes/removal/remove_noop_reshape.h"
#include "core/passes/removal/remove_noop_slice.h"
#include "core/passes/removal/remove_noop_transpose.h"
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
        {"remove-noop-arithmetic", removeNoopArithmetic, Outputs::Bitwise, "Add Sub Mul Div", "Takes out x + 0, x - 0, x * 1 and x / 1.",
         "Constants that widen the shape, 0 - x, 1 / x.", "eliminate_nop_with_unit"},
        {"remove-unused-nodes", removeUnusedNodes, Outputs::Bitwise, "", "Takes out nodes whose results nobody reads.",
         "Nodes without outputs.", "eliminate_deadend"},
    };
    return kRows;
}

} // namespace lathe
