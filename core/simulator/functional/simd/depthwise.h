// Part of the files that are compiled for one instruction set (vectors.h).
#pragma once

#include "core/simulator/functional/simd/dot_products.h"

namespace lathe {
namespace {

/// Element by element: weights are [tap][channel] in 32 bits; the scratch memory holds where the taps of a pixel lie.
template <class T>
void depthwiseRow(const DepthwiseJob& job) {
    const auto* weights = static_cast<const std::int32_t*>(job.weights);
    const std::int64_t padded = (job.channels + kLanes - 1) / kLanes * kLanes, taps = job.kernel[0] * job.kernel[1];
    auto** pixels = static_cast<const T**>(job.scratch);
    for (std::int64_t i = 0; i < job.count; ++i) {
        const std::int64_t first = (job.first + i) * job.stride - job.pad;
        for (std::int64_t t = 0; t < taps; ++t) {
            const std::int64_t column = first + t % job.kernel[1] * job.dilation;
            const bool isOutside = column < 0 || column >= job.width;
            pixels[t] = isOutside ? static_cast<const T*>(job.padding)
                                  : static_cast<const T*>(job.rows[t / job.kernel[1]]) + column * job.pixelStride;
        }
        for (std::int64_t c = 0; c < job.channels; c += kLanes) {
            U32 sum = load<U32>(job.start + c);
            for (std::int64_t t = 0; t < taps; ++t) {
                const I32 x = widened(load<typename LanesOf<T>::Full>(pixels[t] + c));
                sum += (U32)x * load<U32>(weights + t * padded + c);
            }
            store(sum, job.sums + i * job.sumStride + c);
        }
    }
}

#if LATHE_BYTE_DOTS
// Bytes of up to four kernel rows side by side in each lane, so that one instruction multiplies them. Vectors of three widths, so that
// few channels do not compute many.

template <int bytes>
struct Bytes;
template <>
struct Bytes<16> {
    using V = __m128i;
    static LATHE_INLINE V lowBytes(V a, V b) { return _mm_unpacklo_epi8(a, b); }
    static LATHE_INLINE V highBytes(V a, V b) { return _mm_unpackhi_epi8(a, b); }
    static LATHE_INLINE V lowWords(V a, V b) { return _mm_unpacklo_epi16(a, b); }
    static LATHE_INLINE V highWords(V a, V b) { return _mm_unpackhi_epi16(a, b); }
    static LATHE_INLINE V unsignedBytes(const void* at) { return _mm_xor_si128(load<V>(at), _mm_set1_epi8(-128)); }
#if LATHE_VECTOR_BYTES == 64
    static LATHE_INLINE V dot(V sums, V x, V w) {
        return _mm_dpbusd_epi32(sums, x, w);
    }
#else
    static LATHE_INLINE V dot(V sums, V x, V w) {
        return _mm_dpbusd_avx_epi32(sums, x, w);
    }
#endif
};
template <>
struct Bytes<32> {
    using V = __m256i;
    static LATHE_INLINE V lowBytes(V a, V b) { return _mm256_unpacklo_epi8(a, b); }
    static LATHE_INLINE V highBytes(V a, V b) { return _mm256_unpackhi_epi8(a, b); }
    static LATHE_INLINE V lowWords(V a, V b) { return _mm256_unpacklo_epi16(a, b); }
    static LATHE_INLINE V highWords(V a, V b) { return _mm256_unpackhi_epi16(a, b); }
    /// Interleaving works within 16 bytes: dwords are dealt out beforehand, so that lanes come out in the order of channels.
    static LATHE_INLINE V unsignedBytes(const void* at) {
        const V dealt = _mm256_permutevar8x32_epi32(load<V>(at), _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7));
        return _mm256_xor_si256(dealt, _mm256_set1_epi8(-128));
    }
#if LATHE_VECTOR_BYTES == 64
    static LATHE_INLINE V dot(V sums, V x, V w) {
        return _mm256_dpbusd_epi32(sums, x, w);
    }
#else
    static LATHE_INLINE V dot(V sums, V x, V w) {
        return _mm256_dpbusd_avx_epi32(sums, x, w);
    }
#endif
};
#if LATHE_VECTOR_BYTES == 64
template <>
struct Bytes<64> {
    using V = __m512i;
    static LATHE_INLINE V lowBytes(V a, V b) { return _mm512_unpacklo_epi8(a, b); }
    static LATHE_INLINE V highBytes(V a, V b) { return _mm512_unpackhi_epi8(a, b); }
    static LATHE_INLINE V lowWords(V a, V b) { return _mm512_unpacklo_epi16(a, b); }
    static LATHE_INLINE V highWords(V a, V b) { return _mm512_unpackhi_epi16(a, b); }
    static LATHE_INLINE V unsignedBytes(const void* at) {
        const V order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        return _mm512_xor_si512(_mm512_permutexvar_epi32(order, load<V>(at)), _mm512_set1_epi8(-128));
    }
    static LATHE_INLINE V dot(V sums, V x, V w) { return _mm512_dpbusd_epi32(sums, x, w); }
};
#endif

/// The column of up to four rows as four vectors of lanes; rows that are missing are 0 and have weights of 0.
template <class B>
LATHE_INLINE void interleave(const typename B::V (&rows)[4], char* to) {
    using V = typename B::V;
    const V low = B::lowBytes(rows[0], rows[1]), high = B::highBytes(rows[0], rows[1]);
    const V lowNext = B::lowBytes(rows[2], rows[3]), highNext = B::highBytes(rows[2], rows[3]);
    store(B::lowWords(low, lowNext), to);
    store(B::highWords(low, lowNext), to + sizeof(V));
    store(B::lowWords(high, highNext), to + 2 * sizeof(V));
    store(B::highWords(high, highNext), to + 3 * sizeof(V));
}

/// weights: [kernel column][quad of rows][4 vectors][lane][4 bytes]
template <int bytes>
void depthwiseBlock(const DepthwiseJob& job) {
    using B = Bytes<bytes>;
    using V = typename B::V;
    const std::int64_t quads = (job.kernel[0] + 3) / 4, quadBytes = 4 * bytes, columnBytes = quads * quadBytes;
    const std::int64_t columns = (job.count - 1) * job.stride + (job.kernel[1] - 1) * job.dilation + 1;
    auto* scratch = static_cast<char*>(job.scratch);
    const std::int64_t origin = job.first * job.stride - job.pad;
    for (std::int64_t i = 0; i < columns; ++i) {
        const std::int64_t column = origin + i;
        const bool isOutside = column < 0 || column >= job.width;
        for (std::int64_t quad = 0; quad < quads; ++quad) {
            V rows[4] = {};
            for (std::int64_t r = 0; r < 4 && quad * 4 + r < job.kernel[0]; ++r)
                rows[r] =
                    B::unsignedBytes(isOutside ? job.padding : static_cast<const char*>(job.rows[quad * 4 + r]) + column * job.pixelStride);
            interleave<B>(rows, scratch + i * columnBytes + quad * quadBytes);
        }
    }
    const V start[4] = {load<V>(job.start), load<V>(job.start + bytes / 4), load<V>(job.start + bytes / 2),
                        load<V>(job.start + 3 * bytes / 4)};
    for (std::int64_t i = 0; i < job.count; ++i) {
        V sums[4] = {start[0], start[1], start[2], start[3]};
        const auto* w = static_cast<const char*>(job.weights);
        for (std::int64_t kx = 0; kx < job.kernel[1]; ++kx) {
            const char* x = scratch + (i * job.stride + kx * job.dilation) * columnBytes;
            for (std::int64_t quad = 0; quad < quads; ++quad, x += quadBytes, w += quadBytes)
#pragma GCC unroll 4
                for (int v = 0; v < 4; ++v)
                    sums[v] = B::dot(sums[v], load<V>(x + v * bytes), load<V>(w + v * bytes));
        }
        std::int32_t* out = job.sums + i * job.sumStride;
#pragma GCC unroll 4
        for (int v = 0; v < 4; ++v)
            store(sums[v], out + v * bytes / 4);
    }
}
#endif

} // namespace
} // namespace lathe
