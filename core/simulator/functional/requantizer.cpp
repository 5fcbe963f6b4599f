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

LinearCombination::LinearCombination(std::span<const double> scales, double outputScale, const NumericsSpec& numerics, DataType output,
                                     bool wide, std::int32_t zeroPoint)
    : m_numerics(numerics), m_range(IntegerRange::of(output).without(zeroPoint)), m_zero(zeroPoint), m_wide(wide), m_divisor(outputScale) {
    for (const double scale : scales) {
        m_multipliers.push_back(static_cast<float>(scale));
        m_wideMultipliers.push_back(scale);
        m_integers.push_back(static_cast<std::int64_t>(halfEven(std::ldexp(scale / outputScale, kSumFractionBits))));
    }
}

std::int64_t LinearCombination::apply(std::span<const std::int64_t> operands) const {
    const auto weighted = [&]<class Real>(const std::vector<Real>& multipliers) {
        Real sum = static_cast<Real>(operands[0]) * multipliers[0];
        for (std::size_t i = 1; i < operands.size(); ++i)
            sum = sum + static_cast<Real>(operands[i]) * multipliers[i];
        sum = sum / static_cast<Real>(m_divisor);
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
    return {m_numerics, m_range, m_zero, m_wide, m_divisor, m_multipliers, m_wideMultipliers, m_integers};
}

} // namespace lathe
