#pragma once

#include <cstdint>

namespace lathe {

/// Sums over pairs of real numbers r, a in 16 interleaved binary64 parts, whatever the processor has: the same bits everywhere.
struct PairSums {
    double dot = 0, referenceSquares = 0, actualSquares = 0, differenceSquares = 0; ///< Σ r·a, r², a², (r − a)²
    double maxAbs = 0; ///< largest |r − a|; no number where a difference is none
};
PairSums sumPairs(const float* reference, const float* actual, std::int64_t count);

/// What of the integers q = a / scale + zero is compared with r besides.
struct IntegerSums {
    PairSums pairs;
    std::int64_t off[3] = {};   ///< elements whose integer is off by 0, 1, 2 steps from that of r
    std::int64_t saturated = 0; ///< at an end of [low, high], r more than half a step beyond it
    double relative = 0;        ///< Σ |a − r| / |r| (quotients in binary32) where |r| is a step or more
    std::int64_t relativeCount = 0;
};
struct IntegerScale {
    float scale = 1;
    std::int32_t zero = 0, low = -128, high = 127;
};
IntegerSums sumIntegers(const float* reference, const std::int8_t* q, std::int64_t count, const IntegerScale& scale);
IntegerSums sumIntegers(const float* reference, const std::int16_t* q, std::int64_t count, const IntegerScale& scale);

} // namespace lathe
