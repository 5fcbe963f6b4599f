#include "core/graph/shape_fit.h"

#include <algorithm>

namespace lathe {

bool fits(std::span<const std::int64_t> dims, const Shape& stated) {
    return std::ranges::equal(dims, stated.dims, [](std::int64_t size, const Dim& dim) { return !dim.isKnown() || dim.value == size; });
}

} // namespace lathe
