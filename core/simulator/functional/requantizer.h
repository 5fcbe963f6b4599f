#pragma once

#include "core/program/numerics.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

/// The integers that a type can hold.
struct IntegerRange {
    std::int64_t low = -128, high = 127;
    static IntegerRange of(DataType type);
    IntegerRange without(std::int64_t zeroPoint) const { return {low - zeroPoint, high - zeroPoint}; }
};

/// Rounds a real number whose magnitude is below 2^22 (binary32) or 2^51 (binary64), exactly as docs/numerics.md says.
template <class Real>
std::int64_t roundReal(Real value, Rounding rounding);

/// 128-bit integers hold every product of an accumulator with a multiplier.
__extension__ typedef __int128 Int128;

/// floor-divides by 2^shift and rounds by the exact remainder. shift in [0, 126].
std::int64_t roundShift(Int128 value, int shift, Rounding rounding);

/// dividend / divisor rounded by the exact remainder; dividend ≥ 0, divisor > 0.
Int128 roundQuotient(Int128 dividend, Int128 divisor, Rounding rounding);

/// Requantization of an accumulator by one real factor (docs/numerics.md, "Requantization").
class Requantizer {
public:
    /// `wide`: an input, the weights or the output are int16, so that float-multiplier computes in binary64. `zeroPoint` of the output is
    /// added to the rounded result before it saturates.
    Requantizer(double factor, const NumericsSpec& numerics, DataType output, bool wide, std::int32_t zeroPoint = 0);

    /// ratio / count of an average of `count` elements: on power-of-two devices the ratio stays a shift, and 1 / count has 24 bits.
    static Requantizer ofAverage(double ratio, std::int64_t count, const NumericsSpec& numerics, DataType output, bool wide,
                                 std::int32_t zeroPoint = 0);

    std::int64_t apply(std::int64_t accumulator) const;

    /// What the vector kernels compute with.
    struct Parts {
        NumericsSpec numerics;
        IntegerRange range; ///< of the result before `zero` is added
        std::int64_t zero = 0;
        bool isWide = false;
        float factor = 0;
        double wideFactor = 0;
        std::int64_t mantissa = 0;
        int shift = 0;
    };
    Parts parts() const;

private:
    std::int64_t applyFixed(std::int64_t accumulator) const;
    template <class Real>
    std::int64_t applyReal(std::int64_t accumulator, Real multiplier) const;

    NumericsSpec m_numerics;
    IntegerRange m_range; ///< of the result less m_zero
    std::int64_t m_zero = 0;
    bool m_wide = false;
    float m_multiplier = 0;
    double m_wideMultiplier = 0;
    std::int64_t m_mantissa = 0; ///< M0
    int m_shift = 0;             ///< n; negative for factors of 2^31 and more
    bool m_isDouble = false;     ///< DoublingHighMul: a first rounding at 2^31
};

/// The weighted sum of Add, Sub and Sum (docs/numerics.md, "Operators").
class LinearCombination {
public:
    /// `scales`: s_i with the sign of the operand; `outputScale`: s_y. `zeroPoint` as in Requantizer.
    LinearCombination(std::span<const double> scales, double outputScale, const NumericsSpec& numerics, DataType output, bool wide,
                      std::int32_t zeroPoint = 0);
    /// `operands`: q_i − z_i.
    std::int64_t apply(std::span<const std::int64_t> operands) const;

    /// What the vector kernels compute with; factors by operand.
    struct Parts {
        NumericsSpec numerics;
        IntegerRange range; ///< of the result before `zero` is added
        std::int64_t zero = 0;
        bool isWide = false;
        double divisor = 1; ///< of the sums in reals: s_y
        std::span<const float> factors;
        std::span<const double> wideFactors;
        std::span<const std::int64_t> integerFactors;
    };
    Parts parts() const;

private:
    NumericsSpec m_numerics;
    IntegerRange m_range; ///< of the result less m_zero
    std::int64_t m_zero = 0;
    bool m_wide = false;
    double m_divisor = 1;
    std::vector<float> m_multipliers;
    std::vector<double> m_wideMultipliers;
    std::vector<std::int64_t> m_integers;
};

} // namespace lathe
