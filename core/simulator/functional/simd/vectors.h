// Included by the files that are compiled for one instruction set, which define LATHE_VECTOR_BYTES, and by nothing else. Vectors are
// those of the compiler (GCC, clang): the arithmetic reads the same for every width, and only what it cannot express is an intrinsic.
// Everything is in an unnamed namespace and nothing of the standard library is called: see vector_kernels.h.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define LATHE_INLINE inline __attribute__((always_inline))

namespace lathe {
namespace {

constexpr std::int64_t kBytes = LATHE_VECTOR_BYTES, kLanes = kBytes / 4, kHalfLanes = kLanes / 2;

typedef std::int32_t I32 __attribute__((vector_size(kBytes)));
typedef std::uint32_t U32 __attribute__((vector_size(kBytes)));
typedef float F32 __attribute__((vector_size(kBytes)));
typedef std::int64_t I64 __attribute__((vector_size(kBytes)));
typedef double F64 __attribute__((vector_size(kBytes)));
// As many lanes as I32, and as I64.
typedef std::int8_t I8 __attribute__((vector_size(kBytes / 4)));
typedef std::int16_t I16 __attribute__((vector_size(kBytes / 2)));
typedef std::int32_t I32Half __attribute__((vector_size(kBytes / 2)));
typedef std::int8_t I8Half __attribute__((vector_size(kBytes / 8)));
typedef std::int16_t I16Half __attribute__((vector_size(kBytes / 4)));

template <class T>
struct LanesOf; ///< of an element type: vectors with the lanes of I32 and of I64
template <>
struct LanesOf<std::int8_t> {
    using Full = I8;
    using Half = I8Half;
};
template <>
struct LanesOf<std::int16_t> {
    using Full = I16;
    using Half = I16Half;
};

template <class V>
LATHE_INLINE V load(const void* from) {
    V value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
template <class V>
LATHE_INLINE void store(V value, void* to) {
    __builtin_memcpy(to, &value, sizeof value);
}
template <class V>
LATHE_INLINE V least(V a, V b) {
    return a < b ? a : b;
}
template <class V>
LATHE_INLINE V largest(V a, V b) {
    return a < b ? b : a;
}
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512F__)
LATHE_INLINE F32 least(F32 a, F32 b) {
    return (F32)_mm512_min_ps((__m512)a, (__m512)b);
}
LATHE_INLINE F32 largest(F32 a, F32 b) {
    return (F32)_mm512_max_ps((__m512)a, (__m512)b);
}
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
LATHE_INLINE F32 least(F32 a, F32 b) {
    return (F32)_mm256_min_ps((__m256)a, (__m256)b);
}
LATHE_INLINE F32 largest(F32 a, F32 b) {
    return (F32)_mm256_max_ps((__m256)a, (__m256)b);
}
#endif

template <class V, class T>
LATHE_INLINE V splat(T value) {
    return V{} + value;
}

/// The first `count` lanes; all of them where there are as many.
template <class V, class T>
LATHE_INLINE void storeLanes(V value, T* to, std::int64_t count) {
    if (count >= static_cast<std::int64_t>(sizeof(V) / sizeof(T))) return store(value, to);
    T elements[sizeof(V) / sizeof(T)];
    store(value, elements);
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = elements[i];
}

// Rounding of reals whose magnitude is below 2^22 and 2^51: as roundReal of requantizer.h. Adding 1.5 · 2^(mantissa bits) leaves no
// room for a fraction, so that the addition itself rounds to nearest even.
template <class F>
struct Real;
template <>
struct Real<F32> {
    static constexpr float kMagic = 12582912.0F, kHalf = 0.5F, kOne = 1.0F;
};
template <>
struct Real<F64> {
    static constexpr double kMagic = 6755399441055744.0, kHalf = 0.5, kOne = 1.0;
};
template <class F>
LATHE_INLINE F toNearestEven(F value) {
    return (value + Real<F>::kMagic) - Real<F>::kMagic;
}
template <class F>
LATHE_INLINE F toFloor(F value) {
    const F nearest = toNearestEven(value);
    return nearest > value ? nearest - Real<F>::kOne : nearest;
}
template <Rounding mode, class F>
LATHE_INLINE F rounded(F value) {
    if constexpr (mode == Rounding::HalfEven) return toNearestEven(value);
    if constexpr (mode == Rounding::Floor) return toFloor(value);
    if constexpr (mode == Rounding::HalfUp) {
        const F whole = toFloor(value);
        return value - whole >= Real<F>::kHalf ? whole + Real<F>::kOne : whole;
    }
    const F zero = {}, magnitude = value < zero ? -value : value, whole = toFloor(magnitude);
    const F up = magnitude - whole >= Real<F>::kHalf ? whole + Real<F>::kOne : whole;
    return value < zero ? -up : up;
}

/// Rounded reals of the range of 32-bit integers.
template <Rounding mode>
LATHE_INLINE I32 toIntegers(F32 value) {
    if constexpr (mode == Rounding::HalfEven) { // as the processor rounds by default
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512F__)
        return (I32)_mm512_cvtps_epi32((__m512)value);
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
        return (I32)_mm256_cvtps_epi32((__m256)value);
#endif
    }
    return __builtin_convertvector(rounded<mode>(value), I32);
}

/// Four vectors of integers that bytes hold, one after the other.
LATHE_INLINE void storeBytes(const I32 (&q)[4], std::int8_t* to) {
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512BW__)
    const __m512i low = _mm512_packs_epi32((__m512i)q[0], (__m512i)q[1]), high = _mm512_packs_epi32((__m512i)q[2], (__m512i)q[3]);
    const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15); // packing works within 16 bytes
    store(_mm512_permutexvar_epi32(order, _mm512_packs_epi16(low, high)), to);
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
    const __m256i low = _mm256_packs_epi32((__m256i)q[0], (__m256i)q[1]), high = _mm256_packs_epi32((__m256i)q[2], (__m256i)q[3]);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    store(_mm256_permutevar8x32_epi32(_mm256_packs_epi16(low, high), order), to);
#else
    for (int v = 0; v < 4; ++v)
        store(__builtin_convertvector(q[v], I8), to + v * kLanes);
#endif
}

/// value / 2^shift, rounded; shift from 1, and room for half of 2^shift above the value.
template <Rounding mode>
LATHE_INLINE I64 shifted(I64 value, I64 shift) {
    const I64 one = splat<I64>(std::int64_t(1));
    if constexpr (mode == Rounding::Floor) return value >> shift;
    const I64 half = one << (shift - 1);
    if constexpr (mode == Rounding::HalfEven) return (value + half - 1 + ((value >> shift) & 1)) >> shift;
    if constexpr (mode == Rounding::HalfAwayFromZero) return (value + half + (value < 0)) >> shift; // true is −1
    return (value + half) >> shift;
}

/// a · b of numbers that 32 bits hold.
LATHE_INLINE I64 productOf32(I64 a, I64 b) {
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512F__)
    return (I64)_mm512_mul_epi32((__m512i)a, (__m512i)b);
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
    return (I64)_mm256_mul_epi32((__m256i)a, (__m256i)b);
#else
    return a * b;
#endif
}

} // namespace
} // namespace lathe
