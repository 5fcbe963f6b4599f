#pragma once

#include "core/graph/data_type.h"

#include <cstdint>
#include <string_view>

namespace lathe {

/// How an exact real result becomes an integer. docs/numerics.md defines each with examples.
enum class Rounding {
    HalfEven,         ///< nearest, ties to the even integer (IEEE 754)
    HalfAwayFromZero, ///< nearest, ties away from zero
    HalfUp,           ///< floor(x + 1/2): TFLite single rounding
    Floor,            ///< arithmetic shift
};

/// How an int32 accumulator is scaled to the output.
enum class Requantization {
    FloatMultiplier, ///< float32(acc) * m, one binary32 multiplication, then Rounding
    FixedPoint,      ///< acc * M0 * 2^-shift with a 31-bit M0 in [2^30, 2^31), exact in int64, then Rounding
    PowerOfTwo,      ///< acc * 2^-shift, then Rounding; all scales are powers of two
    DoublingHighMul, ///< two roundings, as gemmlowp and TFLite: floor(acc * M0 / 2^31 + 1/2), then / 2^(shift - 31) with Rounding
};

/// The integer arithmetic of a device. Part of every program: results follow from it alone.
struct NumericsSpec {
    Rounding rounding = Rounding::HalfEven;
    Requantization requantization = Requantization::FloatMultiplier;
    bool powerOfTwoScales = false;
    bool zeroPoints = false; ///< int8 activations may have a zero point
    bool operator==(const NumericsSpec&) const = default;
};

std::string_view toName(Rounding rounding);
std::string_view toName(Requantization requantization);

} // namespace lathe
