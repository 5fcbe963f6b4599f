#include "core/simulator/functional/requantizer.h"

#include <algorithm>
#include <cassert>

namespace lathe {
namespace {

constexpr int kSumFractionBits = 24; // of Add, Sub, Sum on fixed-point devices
constexpr int kReciprocalBits = 24;  // of 1 / N on power-of-two devices

template <class Real>
Real halfEven(Real value) {
    // Adding 1.5 · 2^(mantissa bits) leaves no room for a fraction: the addition itself rounds to nearest even.
    constexpr Real kMagic = sizeof(Real) == 4 ? Real(12582912.0) : Real(6755399441055744.0);
    return (value + kMagic) - kMagic;
}

template <class Real>
Real halfAwayFromZero(Real value) {
    const Real magnitude = std::fabs(value);
    const Real whole = std::trunc(magnitude);
    const Real rounded = whole + (magnitude - whole >= Real(0.5) ? Real(1) : Real(0));
    return std::copysign(rounded, value);
}

template <class Real>
Real halfUp(Real value) {
    const Real whole = std::floor(value);
    return whole + (value - whole >= Real(0.5) ? Real(1) : Real(0));
}

// One loop per rounding mode, vectorised by the compiler for each instruction set. Sanitizers cannot run the resolver that picks one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LATHE_CLONES __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define LATHE_CLONES
#endif
#define LATHE_INLINE inline __attribute__((always_inline))

template <class Accumulator, class Out, class Round>
LATHE_INLINE void scaleRow(std::span<const Accumulator> accumulators, float multiplier, float low, float high, float zero, Out* out,
                           Round round) {
    for (std::size_t i = 0; i < accumulators.size(); ++i) {
        const float scaled = static_cast<float>(accumulators[i]) * multiplier;
        // Bounds are integers and rounding is monotone: saturating first gives the same and keeps the magnitude small.
        out[i] = static_cast<Out>(round(std::min(std::max(scaled, low), high)) + zero);
    }
}

#define LATHE_SCALE_ROW(Out)                                                                                                               \
    LATHE_CLONES void scaleRows(std::span<const std::int32_t> sums, float multiplier, float low, float high, float zero,                   \
                                Rounding rounding, Out* out) {                                                                             \
        switch (rounding) {                                                                                                                \
        case Rounding::HalfEven:                                                                                                           \
            return scaleRow(sums, multiplier, low, high, zero, out, [](float v) { return halfEven(v); });                                  \
        case Rounding::HalfAwayFromZero:                                                                                                   \
            return scaleRow(sums, multiplier, low, high, zero, out, [](float v) { return halfAwayFromZero(v); });                          \
        case Rounding::HalfUp:                                                                                                             \
            return scaleRow(sums, multiplier, low, high, zero, out, [](float v) { return halfUp(v); });                                    \
        case Rounding::Floor:                                                                                                              \
            return scaleRow(sums, multiplier, low, high, zero, out, [](float v) { return std::floor(v); });                                \
        }                                                                                                                                  \
    }
LATHE_SCALE_ROW(std::int8_t)
LATHE_SCALE_ROW(std::int16_t)
#undef LATHE_SCALE_ROW

/// Sums of 32 bits by a factor of 31 bits: the products and what rounding adds to them stay within 64 bits.
struct ShortProduct {
    std::int64_t mantissa = 0;
    int shift = 0; ///< 1 … 62; 31 … 62 where isDouble
    bool isDouble = false;
    std::int64_t low = 0, high = 0, zero = 0;
};

template <class Out, class Round>
LATHE_INLINE void shiftRow(std::span<const std::int32_t> sums, const ShortProduct& by, Out* out, Round round) {
    if (by.isDouble && by.shift == 31) {
        for (std::size_t i = 0; i < sums.size(); ++i)
            out[i] = static_cast<Out>(std::clamp((sums[i] * by.mantissa + (std::int64_t(1) << 30)) >> 31, by.low, by.high) + by.zero);
    } else if (by.isDouble) {
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const std::int64_t once = (sums[i] * by.mantissa + (std::int64_t(1) << 30)) >> 31;
            out[i] = static_cast<Out>(std::clamp(round(once, by.shift - 31), by.low, by.high) + by.zero);
        }
    } else {
        for (std::size_t i = 0; i < sums.size(); ++i)
            out[i] = static_cast<Out>(std::clamp(round(sums[i] * by.mantissa, by.shift), by.low, by.high) + by.zero);
    }
}

// value / 2^shift, rounded; shift from 1.
LATHE_INLINE std::int64_t shiftHalfEven(std::int64_t value, int shift) {
    return (value + (std::int64_t(1) << (shift - 1)) - 1 + ((value >> shift) & 1)) >> shift;
}
LATHE_INLINE std::int64_t shiftHalfAway(std::int64_t value, int shift) {
    return (value + (std::int64_t(1) << (shift - 1)) - (value < 0 ? 1 : 0)) >> shift;
}
LATHE_INLINE std::int64_t shiftHalfUp(std::int64_t value, int shift) {
    return (value + (std::int64_t(1) << (shift - 1))) >> shift;
}
LATHE_INLINE std::int64_t shiftFloor(std::int64_t value, int shift) {
    return value >> shift;
}

/// The four modes of one loop; clones are made of functions, not of templates.
#define LATHE_SHIFT_ROW(Out)                                                                                                               \
    LATHE_CLONES void shiftRows(std::span<const std::int32_t> sums, const ShortProduct& by, Rounding rounding, Out* out) {                 \
        switch (rounding) {                                                                                                                \
        case Rounding::HalfEven:                                                                                                           \
            return shiftRow(sums, by, out, [](std::int64_t v, int s) { return shiftHalfEven(v, s); });                                     \
        case Rounding::HalfAwayFromZero:                                                                                                   \
            return shiftRow(sums, by, out, [](std::int64_t v, int s) { return shiftHalfAway(v, s); });                                     \
        case Rounding::HalfUp:                                                                                                             \
            return shiftRow(sums, by, out, [](std::int64_t v, int s) { return shiftHalfUp(v, s); });                                       \
        case Rounding::Floor:                                                                                                              \
            return shiftRow(sums, by, out, [](std::int64_t v, int s) { return shiftFloor(v, s); });                                        \
        }                                                                                                                                  \
    }
LATHE_SHIFT_ROW(std::int8_t)
LATHE_SHIFT_ROW(std::int16_t)
#undef LATHE_SHIFT_ROW

} // namespace

IntegerRange IntegerRange::of(DataType type) {
    switch (type) {
    case DataType::Int8:
        return {-128, 127};
    case DataType::Uint8:
        return {0, 255};
    case DataType::Int16:
        return {-32768, 32767};
    case DataType::Uint16:
        return {0, 65535};
    default:
        return {INT32_MIN, INT32_MAX};
    }
}

template <class Real>
std::int64_t roundReal(Real value, Rounding rounding) {
    switch (rounding) {
    case Rounding::HalfEven:
        return static_cast<std::int64_t>(halfEven(value));
    case Rounding::HalfAwayFromZero:
        return static_cast<std::int64_t>(halfAwayFromZero(value));
    case Rounding::HalfUp:
        return static_cast<std::int64_t>(halfUp(value));
    case Rounding::Floor:
        return static_cast<std::int64_t>(std::floor(value));
    }
    return 0;
}
template std::int64_t roundReal<float>(float, Rounding);
template std::int64_t roundReal<double>(double, Rounding);

namespace {

Int128 roundShiftWide(Int128 value, int shift, Rounding rounding) {
    if (shift == 0) return value;
    const Int128 one = 1;
    const Int128 quotient = value >> shift; // arithmetic: floor
    const Int128 remainder = value - (quotient << shift);
    const Int128 half = one << (shift - 1);
    bool up = false;
    switch (rounding) {
    case Rounding::HalfEven:
        up = remainder > half || (remainder == half && (quotient & 1) != 0);
        break;
    case Rounding::HalfAwayFromZero:
        up = remainder > half || (remainder == half && value > 0);
        break;
    case Rounding::HalfUp:
        up = remainder >= half;
        break;
    case Rounding::Floor:
        break;
    }
    return quotient + (up ? 1 : 0);
}

} // namespace

std::int64_t roundShift(Int128 value, int shift, Rounding rounding) {
    return static_cast<std::int64_t>(roundShiftWide(value, shift, rounding));
}

Int128 roundQuotient(Int128 dividend, Int128 divisor, Rounding rounding) {
    const Int128 whole = dividend / divisor, twice = 2 * (dividend % divisor);
    switch (rounding) {
    case Rounding::HalfEven:
        return whole + (twice > divisor || (twice == divisor && whole % 2 != 0) ? 1 : 0);
    case Rounding::HalfAwayFromZero:
    case Rounding::HalfUp:
        return whole + (twice >= divisor ? 1 : 0);
    case Rounding::Floor:
        return whole;
    }
    return whole;
}

Requantizer::Requantizer(double factor, const NumericsSpec& numerics, DataType output, bool wide, std::int32_t zeroPoint)
    : m_numerics(numerics), m_range(IntegerRange::of(output).without(zeroPoint)), m_zero(zeroPoint), m_wide(wide),
      m_multiplier(static_cast<float>(factor)), m_wideMultiplier(factor) {
    int exponent = 0;
    const double fraction = std::frexp(factor, &exponent); // factor = fraction · 2^exponent, fraction in [1/2, 1)
    const int bits = numerics.requantization == Requantization::PowerOfTwo ? 1 : 31;
    m_mantissa = static_cast<std::int64_t>(halfEven(std::ldexp(fraction, bits)));
    m_shift = bits - exponent;
    m_isDouble = numerics.requantization == Requantization::DoublingHighMul;
}

Requantizer Requantizer::ofAverage(double ratio, std::int64_t count, const NumericsSpec& numerics, DataType output, bool wide,
                                   std::int32_t zeroPoint) {
    const auto divisor = static_cast<double>(count);
    Requantizer made(numerics.requantization == Requantization::PowerOfTwo ? ratio : ratio / divisor, numerics, output, wide, zeroPoint);
    if (numerics.requantization != Requantization::PowerOfTwo) return made;
    made.m_mantissa *= static_cast<std::int64_t>(halfEven(std::ldexp(1.0, kReciprocalBits) / divisor));
    made.m_shift += kReciprocalBits;
    return made;
}

template <class Real>
std::int64_t Requantizer::applyReal(std::int64_t accumulator, Real multiplier) const {
    const Real scaled = static_cast<Real>(accumulator) * multiplier;
    const Real low = static_cast<Real>(m_range.low), high = static_cast<Real>(m_range.high);
    return roundReal(std::min(std::max(scaled, low), high), m_numerics.rounding);
}

std::int64_t Requantizer::apply(std::int64_t accumulator) const {
    if (m_numerics.requantization == Requantization::FloatMultiplier)
        return m_zero + (m_wide ? applyReal(accumulator, m_wideMultiplier) : applyReal(accumulator, m_multiplier));
    return m_zero + applyFixed(accumulator);
}

std::int64_t Requantizer::applyFixed(std::int64_t accumulator) const {
    Int128 product = static_cast<Int128>(accumulator) * m_mantissa;
    int shift = m_shift;
    if (m_isDouble && shift < 31) { // a factor of 1 or more: the sum is shifted to the left before the first rounding
        product <<= std::min(31 - shift, 31);
        shift = 31;
    }
    if (m_isDouble) {
        product = (product + (Int128(1) << 30)) >> 31;
        shift -= 31;
    }
    if (shift < 0) { // a factor of 2^31 or more saturates anything but 0
        product <<= std::min(-shift, 30);
        shift = 0;
    }
    const Int128 bounded = std::clamp(product, -(Int128(1) << 100), Int128(1) << 100);
    const Int128 rounded = roundShiftWide(bounded, std::min(shift, 126), m_numerics.rounding);
    return static_cast<std::int64_t>(std::clamp<Int128>(rounded, m_range.low, m_range.high));
}

Requantizer::Parts Requantizer::parts() const {
    return {m_numerics, m_range, m_zero, m_wide, m_multiplier, m_wideMultiplier, m_mantissa, m_shift};
}

template <class Accumulator, class Out>
void Requantizer::applyRow(std::span<const Accumulator> accumulators, Out* out) const {
    if constexpr (sizeof(Accumulator) == 4) {
        if (m_numerics.requantization == Requantization::FloatMultiplier && !m_wide)
            return scaleRows(accumulators, m_multiplier, static_cast<float>(m_range.low), static_cast<float>(m_range.high),
                             static_cast<float>(m_zero), m_numerics.rounding, out);
        const bool isShort = m_shift >= (m_isDouble ? 31 : 1) && m_shift <= 62 && m_mantissa < (std::int64_t(1) << 31);
        if (m_numerics.requantization != Requantization::FloatMultiplier && isShort)
            return shiftRows(accumulators, {m_mantissa, m_shift, m_isDouble, m_range.low, m_range.high, m_zero}, m_numerics.rounding, out);
    }
    for (std::size_t i = 0; i < accumulators.size(); ++i)
        out[i] = static_cast<Out>(apply(accumulators[i]));
}
template void Requantizer::applyRow<std::int32_t, std::int8_t>(std::span<const std::int32_t>, std::int8_t*) const;
template void Requantizer::applyRow<std::int32_t, std::int16_t>(std::span<const std::int32_t>, std::int16_t*) const;
template void Requantizer::applyRow<std::int64_t, std::int8_t>(std::span<const std::int64_t>, std::int8_t*) const;
template void Requantizer::applyRow<std::int64_t, std::int16_t>(std::span<const std::int64_t>, std::int16_t*) const;

LinearCombination::LinearCombination(std::span<const double> ratios, const NumericsSpec& numerics, DataType output, bool wide,
                                     std::int32_t zeroPoint)
    : m_numerics(numerics), m_range(IntegerRange::of(output).without(zeroPoint)), m_zero(zeroPoint), m_wide(wide) {
    for (const double ratio : ratios) {
        m_multipliers.push_back(static_cast<float>(ratio));
        m_wideMultipliers.push_back(ratio);
        m_integers.push_back(static_cast<std::int64_t>(halfEven(std::ldexp(ratio, kSumFractionBits))));
    }
}

std::int64_t LinearCombination::apply(std::span<const std::int64_t> operands) const {
    const auto weighted = [&]<class Real>(const std::vector<Real>& multipliers) {
        Real sum = static_cast<Real>(operands[0]) * multipliers[0];
        for (std::size_t i = 1; i < operands.size(); ++i)
            sum = sum + static_cast<Real>(operands[i]) * multipliers[i];
        const Real low = static_cast<Real>(m_range.low), high = static_cast<Real>(m_range.high);
        return m_zero + roundReal(std::min(std::max(sum, low), high), m_numerics.rounding);
    };
    if (m_numerics.requantization == Requantization::FloatMultiplier) return m_wide ? weighted(m_wideMultipliers) : weighted(m_multipliers);
    Int128 sum = 0;
    for (std::size_t i = 0; i < operands.size(); ++i)
        sum += static_cast<Int128>(operands[i]) * m_integers[i];
    return m_zero + std::clamp(roundShift(sum, kSumFractionBits, m_numerics.rounding), m_range.low, m_range.high);
}

LinearCombination::Parts LinearCombination::parts() const {
    return {m_numerics, m_range, m_zero, m_wide, m_multipliers, m_wideMultipliers, m_integers};
}

} // namespace lathe
