#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// A Transpose of fewer dimensions: axes that stay side by side are one, dimensions of 1 are left out.
struct GroupedTranspose {
    Ints dims;        ///< of the input; -1 for one that is not known
    Ints permutation; ///< of these
};

/// `dims`: of the input, at most one of them -1.
GroupedTranspose groupedTranspose(const Ints& dims, const Ints& permutation);

/// Product of dimensions of which one may be -1, which it then is.
std::int64_t productOrOpen(std::span<const std::int64_t> dims);

} // namespace lathe
