#pragma once

#include "core/graph/shape.h"

namespace lathe {

/// Whether a tensor of these dimensions may have the stated shape: what it leaves open takes any size.
bool fits(std::span<const std::int64_t> dims, const Shape& stated);

} // namespace lathe
