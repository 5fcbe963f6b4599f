#include "core/simulator/functional/requantizer.h"

#include <algorithm>
#include <cassert>

namespace lathe {
namespace {

constexpr int kSumFractionBits = 24; // of Add, Sub, Sum on fixed-point devices

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

/// One loop per rounding mode, so that the compiler can vectorise it.
template <class Accumulator, class Out, class Round>
void scaleRow(std::span<const Accumulator> accumulators, float multiplier, float low, float high, Out* out, Round round) {
    for (std::size_t i = 0; i < accumulators.size(); ++i) {
        const float scaled = static_cast<float>(accumulators[i]) * multiplier;
        // Bounds are integers and rounding is monotone: saturating first gives the same and keeps the magnitude small.
        out[i] = static_cast<Out>(round(std::min(std::max(scaled, low), high)));
    }
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

std::int64_t roundShift(Int128 value, int shift, Rounding rounding) {
    if (shift == 0) return static_cast<std::int64_t>(value);
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
    return static_cast<std::int64_t>(quotient + (up ? 1 : 0));
}

Requantizer::Requantizer(double factor, const NumericsSpec& numerics, DataType output, bool wide)
    : m_numerics(numerics), m_range(IntegerRange::of(output)), m_wide(wide), m_multiplier(static_cast<float>(factor)),
      m_wideMultiplier(factor) {
    int exponent = 0;
    const double fraction = std::frexp(factor, &exponent); // factor = fraction · 2^exponent, fraction in [1/2, 1)
    const int bits = numerics.requantization == Requantization::PowerOfTwo ? 1 : 31;
    m_mantissa = static_cast<std::int64_t>(halfEven(std::ldexp(fraction, bits)));
    m_shift = bits - exponent;
}

template <class Real>
std::int64_t Requantizer::applyReal(std::int64_t accumulator, Real multiplier) const {
    const Real scaled = static_cast<Real>(accumulator) * multiplier;
    const Real low = static_cast<Real>(m_range.low), high = static_cast<Real>(m_range.high);
    return roundReal(std::min(std::max(scaled, low), high), m_numerics.rounding);
}

std::int64_t Requantizer::apply(std::int64_t accumulator) const {
    if (m_numerics.requantization == Requantization::FloatMultiplier)
        return m_wide ? applyReal(accumulator, m_wideMultiplier) : applyReal(accumulator, m_multiplier);
    Int128 product = static_cast<Int128>(accumulator) * m_mantissa;
    int shift = m_shift;
    if (shift < 0) { // a factor of 2^31 or more saturates anything but 0
        product <<= std::min(-shift, 30);
        shift = 0;
    }
    const std::int64_t rounded = roundShift(product, std::min(shift, 126), m_numerics.rounding);
    return std::clamp(rounded, m_range.low, m_range.high);
}

template <class Accumulator, class Out>
void Requantizer::applyRow(std::span<const Accumulator> accumulators, Out* out) const {
    if (m_numerics.requantization == Requantization::FloatMultiplier && !m_wide) {
        const auto low = static_cast<float>(m_range.low), high = static_cast<float>(m_range.high);
        if (m_numerics.rounding == Rounding::HalfEven) return scaleRow(accumulators, m_multiplier, low, high, out, halfEven<float>);
        if (m_numerics.rounding == Rounding::HalfAwayFromZero)
            return scaleRow(accumulators, m_multiplier, low, high, out, halfAwayFromZero<float>);
    }
    for (std::size_t i = 0; i < accumulators.size(); ++i)
        out[i] = static_cast<Out>(apply(accumulators[i]));
}
template void Requantizer::applyRow<std::int32_t, std::int8_t>(std::span<const std::int32_t>, std::int8_t*) const;
template void Requantizer::applyRow<std::int32_t, std::int16_t>(std::span<const std::int32_t>, std::int16_t*) const;
template void Requantizer::applyRow<std::int64_t, std::int8_t>(std::span<const std::int64_t>, std::int8_t*) const;
template void Requantizer::applyRow<std::int64_t, std::int16_t>(std::span<const std::int64_t>, std::int16_t*) const;

LinearCombination::LinearCombination(std::span<const double> ratios, const NumericsSpec& numerics, DataType output, bool wide)
    : m_numerics(numerics), m_range(IntegerRange::of(output)), m_wide(wide) {
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
        return roundReal(std::min(std::max(sum, low), high), m_numerics.rounding);
    };
    if (m_numerics.requantization == Requantization::FloatMultiplier) return m_wide ? weighted(m_wideMultipliers) : weighted(m_multipliers);
    Int128 sum = 0;
    for (std::size_t i = 0; i < operands.size(); ++i)
        sum += static_cast<Int128>(operands[i]) * m_integers[i];
    return std::clamp(roundShift(sum, kSumFractionBits, m_numerics.rounding), m_range.low, m_range.high);
}

} // namespace lathe
