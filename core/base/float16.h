#pragma once

#include <bit>
#include <cstdint>

namespace lathe {

/// IEEE 754 binary16 to binary32, exact.
float halfToFloat(std::uint16_t bits);
/// binary32 to binary16, round half to even, overflow to infinity.
std::uint16_t floatToHalf(float value);

/// bfloat16 is the upper half of binary32.
inline float bfloat16ToFloat(std::uint16_t bits) {
    return std::bit_cast<float>(std::uint32_t(bits) << 16);
}
/// Round half to even; NaN stays NaN.
std::uint16_t floatToBfloat16(float value);

} // namespace lathe
