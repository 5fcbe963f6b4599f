// Part of the files that are compiled for one instruction set (vectors.h).
#pragma once

#include "core/simulator/functional/simd/vector_kernels.h"
#include "core/simulator/functional/simd/vectors.h"

namespace lathe {
namespace {

typedef float F32Half __attribute__((vector_size(kBytes / 2)));

// Sums are kept in 16 parts, part i of every 16th element from i on, whatever a vector holds: the same bits on every processor.
constexpr std::int64_t kParts = 16, kPieces = kParts / kLanes, kWidePieces = 2 * kPieces;

/// A sum in binary64 by part.
struct WideSum {
    F64 pieces[kWidePieces] = {};
    double total() const {
        double parts[kParts], sum = 0;
        __builtin_memcpy(parts, pieces, sizeof parts);
        for (const double part : parts)
            sum += part;
        return sum;
    }
};
/// A count by part.
struct Count {
    I32 pieces[kPieces] = {};
    std::int64_t total() const {
        std::int32_t parts[kParts];
        std::int64_t sum = 0;
        __builtin_memcpy(parts, pieces, sizeof parts);
        for (const std::int32_t part : parts)
            sum += part;
        return sum;
    }
};

struct PairState {
    WideSum dot, referenceSquares, actualSquares, differenceSquares, most;

    LATHE_INLINE void add(std::int64_t piece, F64 r, F64 a) {
        const F64 difference = r - a, zero = {}, magnitude = difference < zero ? -difference : difference;
        dot.pieces[piece] += r * a;
        referenceSquares.pieces[piece] += r * r;
        actualSquares.pieces[piece] += a * a;
        differenceSquares.pieces[piece] += difference * difference;
        most.pieces[piece] = magnitude > most.pieces[piece] ? magnitude : most.pieces[piece];
    }
    LATHE_INLINE void add(std::int64_t piece, F32 r, F32 a) {
        F32Half halves[2][2];
        __builtin_memcpy(halves[0], &r, sizeof r);
        __builtin_memcpy(halves[1], &a, sizeof a);
        add(2 * piece, __builtin_convertvector(halves[0][0], F64), __builtin_convertvector(halves[1][0], F64));
        add(2 * piece + 1, __builtin_convertvector(halves[0][1], F64), __builtin_convertvector(halves[1][1], F64));
    }
    void finish(PairSums& sums) const {
        sums.dot = dot.total();
        sums.referenceSquares = referenceSquares.total();
        sums.actualSquares = actualSquares.total();
        sums.differenceSquares = differenceSquares.total();
        double parts[kParts];
        __builtin_memcpy(parts, most.pieces, sizeof parts);
        sums.maxAbs = 0;
        for (const double part : parts)
            sums.maxAbs = part > sums.maxAbs ? part : sums.maxAbs;
        // Squares of numbers never add up to what is none.
        if (sums.differenceSquares != sums.differenceSquares) sums.maxAbs = sums.differenceSquares;
    }
};

/// Calls block(a, b) for every kParts elements; the last ones with `fill` behind the end of b and 0 behind that of a.
template <class T, class Block>
LATHE_INLINE void forEachBlock(const float* a, const T* b, std::int64_t count, T fill, Block block) {
    std::int64_t i = 0;
    for (; i + kParts <= count; i += kParts)
        block(a + i, b + i);
    if (i == count) return;
    float lastA[kParts] = {};
    T lastB[kParts];
    for (T& each : lastB)
        each = fill;
    __builtin_memcpy(lastA, a + i, static_cast<std::size_t>(count - i) * sizeof(float));
    __builtin_memcpy(lastB, b + i, static_cast<std::size_t>(count - i) * sizeof(T));
    block(lastA, lastB);
}

void sumPairs(const float* reference, const float* actual, std::int64_t count, PairSums& sums) {
    PairState pairs;
    forEachBlock(
        reference, actual, count, 0.0F, [&](const float* r, const float* a) __attribute__((always_inline)) {
#pragma GCC unroll 4
            for (std::int64_t p = 0; p < kPieces; ++p)
                pairs.add(p, load<F32>(r + p * kLanes), load<F32>(a + p * kLanes));
        });
    pairs.finish(sums);
}

template <class T>
void sumIntegers(const float* reference, const void* integers, std::int64_t count, const IntegerScale& scale, IntegerSums& sums) {
    PairState pairs;
    WideSum relative;
    Count off[3], saturated, relativeCount;
    const F32 zero = {}, step = splat<F32>(scale.scale);
    const F32 low = splat<F32>(static_cast<float>(scale.low - scale.zero)), high = splat<F32>(static_cast<float>(scale.high - scale.zero));
    const F32 below = low - 0.5F, above = high + 0.5F;
    forEachBlock(
        reference, static_cast<const T*>(integers), count,
        static_cast<T>(scale.zero), [&](const float* rs, const T* qs) __attribute__((always_inline)) {
#pragma GCC unroll 4
            for (std::int64_t p = 0; p < kPieces; ++p) {
                const F32 r = load<F32>(rs + p * kLanes);
                const I32 q = widened(load<typename LanesOf<T>::Full>(qs + p * kLanes)) - scale.zero;
                const F32 whole = __builtin_convertvector(q, F32), a = whole * step;
                pairs.add(p, r, a);
                const F32 steps = r / step, number = steps == steps ? steps : zero;
                const F32 own = toNearestEven(least(largest(number, low), high));
                const F32 difference = whole - own, distance = difference < zero ? -difference : difference;
#pragma GCC unroll 3
                for (int k = 0; k < 3; ++k)
                    off[k].pieces[p] -= distance == static_cast<float>(k); // true is −1
                saturated.pieces[p] -= ((whole == low) | (whole == high)) & ((steps > above) | (steps < below));
                const F32 magnitude = r < zero ? -r : r;
                const I32 counts = magnitude >= step;
                const F32 quotient = (a - r) / r, share = quotient < zero ? -quotient : quotient, counted = counts ? share : zero;
                relativeCount.pieces[p] -= counts;
                F32Half halves[2];
                __builtin_memcpy(halves, &counted, sizeof counted);
                relative.pieces[2 * p] += __builtin_convertvector(halves[0], F64);
                relative.pieces[2 * p + 1] += __builtin_convertvector(halves[1], F64);
            }
        });
    pairs.finish(sums.pairs);
    for (int k = 0; k < 3; ++k)
        sums.off[k] = off[k].total();
    sums.off[0] -= (kParts - count % kParts) % kParts; // what was put behind the end is off by nothing
    sums.saturated = saturated.total();
    sums.relative = relative.total();
    sums.relativeCount = relativeCount.total();
}

} // namespace
} // namespace lathe
