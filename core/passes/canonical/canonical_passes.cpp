#include "core/passes/families.h"

#include "core/passes/canonical/rewrite_sum_as_add.h"

namespace lathe {

std::span<const PassRow> canonicalPasses() {
    static constexpr PassRow kRows[] = {
        {"rewrite-sum-as-add", rewriteSumAsAdd, Outputs::Bitwise, "Sum", "Makes Add of a Sum of two inputs.",
         "Other numbers of inputs, opset before 8.", ""},
    };
    return kRows;
}

} // namespace lathe
