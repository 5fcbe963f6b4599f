#pragma once

#include <cstdint>

namespace lathe {

/// a / b, rounded up; both positive.
constexpr std::int64_t ceilDiv(std::int64_t a, std::int64_t b) {
    return (a + b - 1) / b;
}

} // namespace lathe
