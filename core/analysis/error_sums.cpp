#include "core/analysis/error_sums.h"

#include "core/runtime/simd.h"

#include <cmath>
#include <cstring>

namespace lathe {
namespace {

#define LATHE_INLINE inline __attribute__((always_inline))

// Sixteen lanes in any case: a narrower processor takes several instructions for each operation and gives the same bits.
constexpr std::int64_t kLanes = 16;
typedef float Floats __attribute__((vector_size(64)));
typedef std::int32_t Ints __attribute__((vector_size(64)));
typedef float HalfFloats __attribute__((vector_size(32)));
typedef double Doubles __attribute__((vector_size(64)));

/// Sixteen binary64 numbers.
struct Lanes {
    Doubles low = {}, high = {};
    LATHE_INLINE void add(const Lanes& other) {
        low = low + other.low;
        high = high + other.high;
    }
    double sum() const {
        double total = 0;
        for (int i = 0; i < 8; ++i)
            total += low[i];
        for (int i = 0; i < 8; ++i)
            total += high[i];
        return total;
    }
};
LATHE_INLINE Lanes product(const Lanes& a, const Lanes& b) {
    return {a.low * b.low, a.high * b.high};
}
LATHE_INLINE Lanes widened(const Floats& values) {
    HalfFloats halves[2];
    std::memcpy(halves, &values, sizeof values);
    return {__builtin_convertvector(halves[0], Doubles), __builtin_convertvector(halves[1], Doubles)};
}

/// A block of 16 numbers; behind the end zeros.
template <class V, class T>
LATHE_INLINE void loadBlock(const T* from, std::int64_t left, V& into) {
    if (left >= kLanes) {
        std::memcpy(&into, from, sizeof into);
        return;
    }
    V block = {};
    std::memcpy(&block, from, static_cast<std::size_t>(left) * sizeof(T));
    into = block;
}

struct PairLanes {
    Lanes dot, referenceSquares, actualSquares, differenceSquares, largest;

    LATHE_INLINE void add(const Floats& reference, const Floats& actual) {
        const Lanes r = widened(reference), a = widened(actual), difference{r.low - a.low, r.high - a.high};
        dot.add(product(r, a));
        referenceSquares.add(product(r, r));
        actualSquares.add(product(a, a));
        differenceSquares.add(product(difference, difference));
        enlarge(largest.low, difference.low);
        enlarge(largest.high, difference.high);
    }
    PairSums finish() const {
        PairSums sums{dot.sum(), referenceSquares.sum(), actualSquares.sum(), differenceSquares.sum(), 0};
        for (int i = 0; i < 8; ++i)
            sums.maxAbs = std::fmax(sums.maxAbs, std::fmax(largest.low[i], largest.high[i]));
        if (std::isnan(sums.differenceSquares)) sums.maxAbs = sums.differenceSquares; // squares of numbers never add up to none
        return sums;
    }

private:
    static LATHE_INLINE void enlarge(Doubles& most, const Doubles& difference) {
        const Doubles magnitude = difference < 0 ? -difference : difference;
        most = magnitude > most ? magnitude : most;
    }
};

template <class T>
LATHE_INLINE IntegerSums sums(const float* reference, const T* q, std::int64_t count, const IntegerScale& scale) {
    constexpr float kToNearest = 12582912.0F; // adding 1.5 · 2^23 rounds numbers below 2^22 to the nearest integer, ties to even
    typedef T Block __attribute__((vector_size(16 * sizeof(T))));
    PairLanes pairs;
    Lanes relative;
    Ints off[3] = {}, saturated = {}, relativeCount = {};
    const float low = static_cast<float>(scale.low - scale.zero), high = static_cast<float>(scale.high - scale.zero);
    for (std::int64_t i = 0; i < count; i += kLanes) {
        Floats r;
        Block block;
        loadBlock(reference + i, count - i, r);
        loadBlock(q + i, count - i, block);
        const Ints whole = __builtin_convertvector(block, Ints) - scale.zero;
        const Ints isReal =
            Ints{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15} < static_cast<std::int32_t>(count - i < kLanes ? count - i : kLanes);
        const Ints inSteps = isReal ? whole : Ints{};
        const Floats a = __builtin_convertvector(inSteps, Floats) * scale.scale;
        pairs.add(r, a);
        const Floats steps = r / scale.scale, number = steps == steps ? steps : Floats{};
        const Floats above = number < low ? Floats{} + low : number, bounded = above > high ? Floats{} + high : above;
        const Ints difference = inSteps - __builtin_convertvector((bounded + kToNearest) - kToNearest, Ints),
                   distance = difference < 0 ? -difference : difference;
        for (int k = 0; k < 3; ++k)
            off[k] -= (distance == k) & isReal; // true is −1
        const Ints isEnd = (inSteps == static_cast<std::int32_t>(low)) | (inSteps == static_cast<std::int32_t>(high));
        saturated -= isEnd & ((steps > high + 0.5F) | (steps < low - 0.5F)) & isReal;
        const Floats magnitude = r < 0 ? -r : r;
        const Ints counts = (magnitude >= scale.scale) & isReal;
        const Floats quotient = (a - r) / r, share = quotient < 0 ? -quotient : quotient;
        relative.add(widened(counts ? share : Floats{}));
        relativeCount -= counts;
    }
    IntegerSums result;
    result.pairs = pairs.finish();
    result.relative = relative.sum();
    for (int i = 0; i < 16; ++i) {
        for (int k = 0; k < 3; ++k)
            result.off[k] += off[k][i];
        result.saturated += saturated[i];
        result.relativeCount += relativeCount[i];
    }
    return result;
}

} // namespace

LATHE_SIMD PairSums sumPairs(const float* reference, const float* actual, std::int64_t count) {
    PairLanes lanes;
    for (std::int64_t i = 0; i < count; i += kLanes) {
        Floats r, a;
        loadBlock(reference + i, count - i, r);
        loadBlock(actual + i, count - i, a);
        lanes.add(r, a);
    }
    return lanes.finish();
}

LATHE_SIMD IntegerSums sumIntegers(const float* reference, const std::int8_t* q, std::int64_t count, const IntegerScale& scale) {
    return sums(reference, q, count, scale);
}
LATHE_SIMD IntegerSums sumIntegers(const float* reference, const std::int16_t* q, std::int64_t count, const IntegerScale& scale) {
    return sums(reference, q, count, scale);
}

} // namespace lathe
