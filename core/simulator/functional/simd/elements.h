// Part of the files that are compiled for one instruction set (vectors.h).
#pragma once

#include "core/simulator/functional/simd/scaling.h"

namespace lathe {
namespace {

void multiply(const SumOperand& a, const SumOperand& b, std::int64_t count, std::int32_t* products) {
    for (std::int64_t i = 0; i < count; i += kLanes)
        storeLanes(operandAt<I32>(a, i) * operandAt<I32>(b, i), products + i, count - i);
}

template <class T>
void addTo(const void* x, std::int64_t count, std::int32_t* sums) {
    for (std::int64_t i = 0; i < count; i += kLanes) {
        const I32 more = widened(load<typename LanesOf<T>::Full>(static_cast<const T*>(x) + i));
        storeLanes(load<I32>(sums + i) + more, sums + i, count - i);
    }
}

template <class T>
void maxInto(const void* x, std::int64_t count, void* into) {
    typedef T V __attribute__((vector_size(kBytes)));
    constexpr std::int64_t kStep = kBytes / static_cast<std::int64_t>(sizeof(T));
    const T* from = static_cast<const T*>(x);
    T* to = static_cast<T*>(into);
    for (std::int64_t i = 0; i < count; i += kStep)
        storeLanes(largest(load<V>(to + i), load<V>(from + i)), to + i, count - i);
}

/// Square pieces, so that what is read and written stays in the first cache.
template <class T>
void transposeElements(const void* from, std::int64_t rows, std::int64_t columns, void* to) {
    constexpr std::int64_t kPiece = 64 / static_cast<std::int64_t>(sizeof(T));
    const T* x = static_cast<const T*>(from);
    T* y = static_cast<T*>(to);
    for (std::int64_t r0 = 0; r0 < rows; r0 += kPiece)
        for (std::int64_t c0 = 0; c0 < columns; c0 += kPiece) {
            const std::int64_t r1 = r0 + kPiece < rows ? r0 + kPiece : rows, c1 = c0 + kPiece < columns ? c0 + kPiece : columns;
            for (std::int64_t c = c0; c < c1; ++c)
                for (std::int64_t r = r0; r < r1; ++r)
                    y[c * rows + r] = x[r * columns + c];
        }
}

template <class T>
void quantizeElements(const float* x, std::int64_t count, float scale, std::int32_t zero, void* out) {
    constexpr std::int32_t kHigh = sizeof(T) == 1 ? 127 : 32767, kLow = -1 - kHigh;
    const F32 low = splat<F32>(static_cast<float>(kLow - zero)), high = splat<F32>(static_cast<float>(kHigh - zero));
    for (std::int64_t i = 0; i < count; i += kLanes) {
        F32 steps = {};
        if (count - i >= kLanes)
            steps = load<F32>(x + i);
        else
            __builtin_memcpy(&steps, x + i, static_cast<std::size_t>(count - i) * sizeof(float));
        steps = steps / scale;
        steps = steps != steps ? F32{} : steps;
        const I32 q = __builtin_convertvector(saturated<Rounding::HalfEven>(steps, low, high), I32) + zero;
        storeNarrow(q, static_cast<T*>(out) + i, count - i);
    }
}

template <class T>
void dequantizeElements(const void* q, std::int64_t count, float scale, std::int32_t zero, float* out) {
    const T* from = static_cast<const T*>(q);
    std::int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes) {
        const I32 wide = widened(load<typename LanesOf<T>::Full>(from + i)) - zero;
        store(__builtin_convertvector(wide, F32) * scale, out + i);
    }
    for (; i < count; ++i)
        out[i] = static_cast<float>(from[i] - zero) * scale;
}

} // namespace
} // namespace lathe
