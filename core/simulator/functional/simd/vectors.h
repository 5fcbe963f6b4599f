// Included by the files that are compiled for one instruction set, which define LATHE_VECTOR_BYTES, and by nothing else. Vectors are
// those of the compiler (GCC, clang): the arithmetic reads the same for every width, and only what it cannot express is an intrinsic.
// Everything is in an unnamed namespace and nothing of the standard library is called: see vector_kernels.h.
#pragma once

#include <cstdint>
#include <type_traits>

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

// Between the widths of integers. GCC 12 does what its __builtin_convertvector has no single instruction for element by element.
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512BW__)
LATHE_INLINE __m128i bits64(I8Half v) {
    long long bits;
    __builtin_memcpy(&bits, &v, sizeof bits);
    return _mm_cvtsi64_si128(bits);
}
LATHE_INLINE I32 widened(I8 v) {
    return (I32)_mm512_cvtepi8_epi32((__m128i)v);
}
LATHE_INLINE I32 widened(I16 v) {
    return (I32)_mm512_cvtepi16_epi32((__m256i)v);
}
LATHE_INLINE I32Half widened(I8Half v) {
    return (I32Half)_mm256_cvtepi8_epi32(bits64(v));
}
LATHE_INLINE I32Half widened(I16Half v) {
    return (I32Half)_mm256_cvtepi16_epi32((__m128i)v);
}
LATHE_INLINE I64 widened(I32Half v) {
    return (I64)_mm512_cvtepi32_epi64((__m256i)v);
}
LATHE_INLINE I32Half narrowed(I64 v) {
    return (I32Half)_mm512_cvtepi64_epi32((__m512i)v);
}
LATHE_INLINE void narrow(I32 v, I8& to) {
    to = (I8)_mm512_cvtepi32_epi8((__m512i)v);
}
LATHE_INLINE void narrow(I32 v, I16& to) {
    to = (I16)_mm512_cvtepi32_epi16((__m512i)v);
}
LATHE_INLINE void narrow(I32Half v, I8Half& to) {
    const __m128i bytes = _mm256_cvtepi32_epi8((__m256i)v);
    __builtin_memcpy(&to, &bytes, sizeof to);
}
LATHE_INLINE void narrow(I32Half v, I16Half& to) {
    to = (I16Half)_mm256_cvtepi32_epi16((__m256i)v);
}
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
template <class V>
LATHE_INLINE __m128i lowBits(V v) {
    __m128i bits = _mm_setzero_si128();
    __builtin_memcpy(&bits, &v, sizeof v);
    return bits;
}
LATHE_INLINE I32 widened(I8 v) {
    return (I32)_mm256_cvtepi8_epi32(lowBits(v));
}
LATHE_INLINE I32 widened(I16 v) {
    return (I32)_mm256_cvtepi16_epi32((__m128i)v);
}
LATHE_INLINE I32Half widened(I8Half v) {
    return (I32Half)_mm_cvtepi8_epi32(lowBits(v));
}
LATHE_INLINE I32Half widened(I16Half v) {
    return (I32Half)_mm_cvtepi16_epi32(lowBits(v));
}
LATHE_INLINE I64 widened(I32Half v) {
    return (I64)_mm256_cvtepi32_epi64((__m128i)v);
}
LATHE_INLINE I32Half narrowed(I64 v) {
    return (I32Half)_mm256_castsi256_si128(_mm256_permutevar8x32_epi32((__m256i)v, _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0)));
}
LATHE_INLINE void narrow(I32 v, I16& to) { // within the range: packing does not saturate
    to = (I16)_mm256_castsi256_si128(_mm256_permute4x64_epi64(_mm256_packs_epi32((__m256i)v, (__m256i)v), 8));
}
LATHE_INLINE void narrow(I32 v, I8& to) {
    I16 words;
    narrow(v, words);
    const __m128i bytes = _mm_packs_epi16((__m128i)words, (__m128i)words);
    __builtin_memcpy(&to, &bytes, sizeof to);
}
LATHE_INLINE void narrow(I32Half v, I16Half& to) {
    const __m128i words = _mm_packs_epi32((__m128i)v, (__m128i)v);
    __builtin_memcpy(&to, &words, sizeof to);
}
LATHE_INLINE void narrow(I32Half v, I8Half& to) {
    const __m128i words = _mm_packs_epi32((__m128i)v, (__m128i)v), bytes = _mm_packs_epi16(words, words);
    __builtin_memcpy(&to, &bytes, sizeof to);
}
#else
LATHE_INLINE I32 widened(I8 v) {
    return __builtin_convertvector(v, I32);
}
LATHE_INLINE I32 widened(I16 v) {
    return __builtin_convertvector(v, I32);
}
LATHE_INLINE I32Half widened(I8Half v) {
    return __builtin_convertvector(v, I32Half);
}
LATHE_INLINE I32Half widened(I16Half v) {
    return __builtin_convertvector(v, I32Half);
}
LATHE_INLINE I64 widened(I32Half v) {
    return __builtin_convertvector(v, I64);
}
LATHE_INLINE I32Half narrowed(I64 v) {
    return __builtin_convertvector(v, I32Half);
}
template <class From, class To>
LATHE_INLINE void narrow(From v, To& to) {
    to = __builtin_convertvector(v, To);
}
#endif

/// The first `count` lanes; all of them where there are as many.
template <class V, class T>
LATHE_INLINE void storeLanes(V value, T* to, std::int64_t count) {
    if (count >= static_cast<std::int64_t>(sizeof(V) / sizeof(T))) return store(value, to);
    T elements[sizeof(V) / sizeof(T)];
    store(value, elements);
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = elements[i];
}

/// The first `count` integers of a vector as elements that hold them.
template <class T>
LATHE_INLINE void storeNarrow(I32 value, T* to, std::int64_t count) {
    typename LanesOf<T>::Full narrowedValue;
    narrow(value, narrowedValue);
    storeLanes(narrowedValue, to, count);
}
template <class T>
LATHE_INLINE void storeNarrow(I32Half value, T* to, std::int64_t count) {
    typename LanesOf<T>::Half narrowedValue;
    narrow(value, narrowedValue);
    storeLanes(narrowedValue, to, count);
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
    for (int v = 0; v < 4; ++v) {
        I8 bytes;
        narrow(q[v], bytes);
        store(bytes, to + v * kLanes);
    }
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
