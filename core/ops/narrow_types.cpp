#include "core/ops/narrow_types.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

/// ONNX "Float stored in 8 bits"; Micikevicius et al., "FP8 formats for deep learning" (2022), and for the FNUZ types Noune
/// et al., "8-bit numerical formats for deep neural networks" (2022).
struct Format {
    DataType type;
    int mantissaBits, bias;
    double largest;
    bool isFnuz; ///< no negative zero, which is NaN; no infinities
    std::uint8_t nan, infinity;
};
constexpr std::array<Format, 4> kFormats{{
    {DataType::Float8E4M3FN, 3, 7, 448.0, false, 0x7F, 0x7F},
    {DataType::Float8E4M3FNUZ, 3, 8, 240.0, true, 0x80, 0x80},
    {DataType::Float8E5M2, 2, 15, 57344.0, false, 0x7F, 0x7C},
    {DataType::Float8E5M2FNUZ, 2, 16, 57344.0, true, 0x80, 0x80},
}};

std::uint8_t withSign(const Format& format, std::uint8_t bits, bool isNegative) {
    const bool hasSign = isNegative && !(format.isFnuz && (bits == 0 || bits == format.nan));
    return static_cast<std::uint8_t>(bits | (hasSign ? 0x80 : 0));
}

/// Of a finite number in [0, largest].
std::uint8_t bitsOf(const Format& format, double magnitude) {
    const int one = 1 << format.mantissaBits;
    int exponent = magnitude > 0 ? std::max(std::ilogb(magnitude), 1 - format.bias) : 1 - format.bias;
    int mantissa = static_cast<int>(std::nearbyint(std::ldexp(magnitude, format.mantissaBits - exponent)));
    if (mantissa < one) return static_cast<std::uint8_t>(mantissa); // subnormal
    if (mantissa == 2 * one) {
        mantissa = one;
        ++exponent;
    }
    return static_cast<std::uint8_t>(((exponent + format.bias) << format.mantissaBits) | (mantissa - one));
}

/// True when the nearest number would lie above the largest: half a step of the top binade further on.
bool isTooLarge(const Format& format, double magnitude) {
    const double step = std::ldexp(1.0, std::ilogb(format.largest) - format.mantissaBits);
    const double half = format.largest + step / 2;
    const bool isOdd = (bitsOf(format, format.largest) & 1) != 0;
    return isOdd ? magnitude >= half : magnitude > half;
}

} // namespace

bool isFloat8(DataType type) {
    return std::ranges::find(kFormats, type, &Format::type) != kFormats.end();
}

std::uint8_t toFloat8(DataType type, double value, bool saturates) {
    const Format& format = *std::ranges::find(kFormats, type, &Format::type);
    const bool isNegative = std::signbit(value);
    const double magnitude = std::abs(value);
    if (std::isnan(value)) return format.nan;
    const std::uint8_t largest = bitsOf(format, format.largest);
    if (std::isinf(value)) return withSign(format, saturates && !format.isFnuz ? largest : format.infinity, isNegative);
    if (isTooLarge(format, magnitude)) return withSign(format, saturates ? largest : format.infinity, isNegative);
    return withSign(format, bitsOf(format, std::min(magnitude, format.largest)), isNegative);
}

} // namespace lathe
