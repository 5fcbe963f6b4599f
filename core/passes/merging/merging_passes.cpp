#include "core/passes/families.h"

#include "core/passes/merging/merge_consecutive_reshapes.h"
#include "core/passes/merging/merge_consecutive_transposes.h"

namespace lathe {

std::span<const PassRow> mergingPasses() {
    static constexpr PassRow kRows[] = {
        {"merge-consecutive-reshapes", mergeConsecutiveReshapes, Outputs::Bitwise, "Reshape Flatten Squeeze Unsqueeze",
         "Makes one Reshape of two reshaping nodes in a row.", "A first result that others read, shapes that depend on the shape between.",
         ""},
        {"merge-consecutive-transposes", mergeConsecutiveTransposes, Outputs::Bitwise, "Transpose", "Makes one Transpose of two in a row.",
         "A first result that others read.", "fuse_consecutive_transposes"},
    };
    return kRows;
}

} // namespace lathe
