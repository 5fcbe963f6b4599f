// Part of the files that are compiled for one instruction set (vectors.h).
#pragma once

#include "core/simulator/functional/simd/vector_kernels.h"
#include "core/simulator/functional/simd/vectors.h"

namespace lathe {
namespace {

/// sums + a0·w0 + a1·w1 of 16-bit integers in each lane.
struct WordDot {
    static LATHE_INLINE I32 add(I32 sums, I32 a, I32 w) {
#if LATHE_VECTOR_BYTES == 64 && defined(__AVX512VNNI__)
        return (I32)_mm512_dpwssd_epi32((__m512i)sums, (__m512i)a, (__m512i)w);
#elif LATHE_VECTOR_BYTES == 64 && defined(__AVX512BW__)
        return (I32)_mm512_add_epi32((__m512i)sums, _mm512_madd_epi16((__m512i)a, (__m512i)w));
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVXVNNI__)
        return (I32)_mm256_dpwssd_avx_epi32((__m256i)sums, (__m256i)a, (__m256i)w);
#elif LATHE_VECTOR_BYTES == 32 && defined(__AVX2__)
        return (I32)_mm256_add_epi32((__m256i)sums, _mm256_madd_epi16((__m256i)a, (__m256i)w));
#elif LATHE_VECTOR_BYTES == 16 && defined(__SSE2__)
        return (I32)_mm_add_epi32((__m128i)sums, _mm_madd_epi16((__m128i)a, (__m128i)w));
#else
        const I32 low = ((a << 16) >> 16) * ((w << 16) >> 16), high = (a >> 16) * (w >> 16);
        return (I32)((U32)sums + (U32)low + (U32)high);
#endif
    }
};

#if (LATHE_VECTOR_BYTES == 64 && defined(__AVX512VNNI__)) || (LATHE_VECTOR_BYTES == 32 && defined(__AVXVNNI__))
#define LATHE_BYTE_DOTS 1
/// sums + Σ a_i·w_i of four unsigned bytes a and signed bytes w in each lane, without saturation.
struct ByteDot {
    static LATHE_INLINE I32 add(I32 sums, I32 a, I32 w) {
#if LATHE_VECTOR_BYTES == 64
        return (I32)_mm512_dpbusd_epi32((__m512i)sums, (__m512i)a, (__m512i)w);
#else
        return (I32)_mm256_dpbusd_avx_epi32((__m256i)sums, (__m256i)a, (__m256i)w);
#endif
    }
};
#else
#define LATHE_BYTE_DOTS 0
#endif

template <class Dot, int rows, int vectors>
void dotTile(const DotTile& tile) {
    I32 sums[rows][vectors];
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            sums[r][v] = load<I32>(tile.start + v * kLanes);
    const auto* a = static_cast<const char*>(tile.a);
    const auto* w = static_cast<const char*>(tile.w);
    for (std::int64_t step = 0; step < tile.steps; ++step) {
        I32 weights[vectors];
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            weights[v] = load<I32>(w + v * kBytes);
#pragma GCC unroll 8
        for (int r = 0; r < rows; ++r) {
            std::int32_t pair;
            __builtin_memcpy(&pair, a + r * tile.aStride, sizeof pair);
            const I32 operand = splat<I32>(pair);
#pragma GCC unroll 8
            for (int v = 0; v < vectors; ++v)
                sums[r][v] = Dot::add(sums[r][v], operand, weights[v]);
        }
        a += sizeof(std::int32_t);
        w += vectors * kBytes;
    }
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
#pragma GCC unroll 8
        for (int v = 0; v < vectors; ++v)
            store(sums[r][v], tile.sums + r * tile.sumStride + v * kLanes);
}

#define LATHE_DOT_ROW(Dot, rows)                                                                                                           \
    { dotTile<Dot, rows, 1>, dotTile<Dot, rows, 2>, dotTile<Dot, rows, 3>, dotTile<Dot, rows, 4> }
#if LATHE_VECTOR_BYTES == 64
constexpr std::int64_t kTileRows = 6, kTileVectors = 4; // of 32 registers
#define LATHE_DOT_TABLE(Dot)                                                                                                               \
    {                                                                                                                                      \
        LATHE_DOT_ROW(Dot, 1), LATHE_DOT_ROW(Dot, 2), LATHE_DOT_ROW(Dot, 3), LATHE_DOT_ROW(Dot, 4), LATHE_DOT_ROW(Dot, 5),                 \
            LATHE_DOT_ROW(Dot, 6)                                                                                                          \
    }
#else
constexpr std::int64_t kTileRows = 3, kTileVectors = 4; // of 16
#define LATHE_DOT_TABLE(Dot)                                                                                                               \
    {                                                                                                                                      \
        LATHE_DOT_ROW(Dot, 1), LATHE_DOT_ROW(Dot, 2), LATHE_DOT_ROW(Dot, 3), {}, {}, {}                                                    \
    }
#endif

constexpr DotTable kWordDots = LATHE_DOT_TABLE(WordDot);
#if LATHE_BYTE_DOTS
constexpr DotTable kByteDots = LATHE_DOT_TABLE(ByteDot);
#endif

#if LATHE_BYTE_DOTS
/// 8-bit operands of a panel as bytes moved by 128.
struct ByteOperand {
    using Stored = std::int8_t;
    using Element = std::uint8_t;
    static Element padding(std::int64_t zero) { return static_cast<Element>(static_cast<std::uint8_t>(zero) ^ 0x80); }
    /// Whole vectors: what lies behind `count` elements is overwritten later or meaningless, and both sides have room for it.
    static LATHE_INLINE void copy(const Stored* from, std::int64_t count, std::int64_t, Element* to) {
        typedef std::uint8_t Few __attribute__((vector_size(16)));
        typedef std::uint8_t Many __attribute__((vector_size(kBytes)));
        std::int64_t i = 0;
        for (; i + kBytes <= count; i += kBytes)
            store(load<Many>(from + i) ^ 0x80, to + i);
        for (; i < count; i += 16)
            store(load<Few>(from + i) ^ 0x80, to + i);
    }
};
#endif
/// 8-bit operands widened and freed of their zero point.
struct WidenedOperand {
    using Stored = std::int8_t;
    using Element = std::int16_t;
    static Element padding(std::int64_t) { return 0; }
    static LATHE_INLINE void copy(const Stored* from, std::int64_t count, std::int64_t zero, Element* to) {
        typedef std::int8_t Narrow __attribute__((vector_size(kBytes / 2)));
        typedef std::int16_t Wide __attribute__((vector_size(kBytes)));
        const auto offset = static_cast<std::int16_t>(zero);
        std::int64_t i = 0;
        for (; i + kBytes / 2 <= count; i += kBytes / 2)
            store(__builtin_convertvector(load<Narrow>(from + i), Wide) - offset, to + i);
        for (; i < count; ++i)
            to[i] = static_cast<Element>(from[i] - offset);
    }
};
#if !LATHE_BYTE_DOTS
using ByteOperand = WidenedOperand;
#endif
struct WordOperand {
    using Stored = std::int16_t;
    using Element = std::int16_t;
    static Element padding(std::int64_t zero) { return static_cast<Element>(zero); }
    static LATHE_INLINE void copy(const Stored* from, std::int64_t count, std::int64_t, Element* to) {
        __builtin_memcpy(to, from, static_cast<std::size_t>(count) * sizeof(Element));
    }
};

template <class Operand>
LATHE_INLINE void fill(typename Operand::Element* to, std::int64_t count, typename Operand::Element value) {
    for (std::int64_t i = 0; i < count; ++i)
        to[i] = value;
}

/// The window of one pixel whose first tap lies at (y, x) of the picture, which may be outside.
template <class Operand>
LATHE_INLINE void packPixel(const PanelJob& job, std::int64_t y, std::int64_t x, typename Operand::Element* to) {
    const auto* image = static_cast<const typename Operand::Stored*>(job.image) + job.firstChannel;
    const std::int64_t channels = job.groupChannels, taps = job.kernel[1];
    const bool isRun = channels == job.channels && job.dilation[1] == 1 && x >= 0 && x + taps <= job.width;
    for (std::int64_t ky = 0; ky < job.kernel[0]; ++ky) {
        const std::int64_t row = y + ky * job.dilation[0];
        if (row < 0 || row >= job.height) {
            fill<Operand>(to, taps * channels, Operand::padding(job.zero));
            to += taps * channels;
            continue;
        }
        const auto* line = image + row * job.width * job.channels;
        if (isRun) {
            Operand::copy(line + x * channels, taps * channels, job.zero, to);
            to += taps * channels;
            continue;
        }
        for (std::int64_t kx = 0; kx < taps; ++kx, to += channels) {
            const std::int64_t column = x + kx * job.dilation[1];
            if (column < 0 || column >= job.width)
                fill<Operand>(to, channels, Operand::padding(job.zero));
            else
                Operand::copy(line + column * job.channels, channels, job.zero, to);
        }
    }
}

template <class Operand>
void packPanel(const PanelJob& job) {
    using Element = typename Operand::Element;
    auto* panel = static_cast<char*>(job.panel);
    const bool isPoint = job.kernel[0] == 1 && job.kernel[1] == 1 && job.pad[0] == 0 && job.pad[1] == 0;
    const bool isDense = isPoint && job.stride[0] == 1 && job.stride[1] == 1 && job.groupChannels == job.channels &&
                         job.outputWidth == job.width && job.panelStride == job.channels * std::int64_t(sizeof(Element));
    if (isDense) {
        const auto* from = static_cast<const typename Operand::Stored*>(job.image) + job.firstPixel * job.channels;
        return Operand::copy(from, job.count * job.channels, job.zero, reinterpret_cast<Element*>(panel));
    }
    std::int64_t y = job.firstPixel / job.outputWidth, x = job.firstPixel % job.outputWidth;
    for (std::int64_t i = 0; i < job.count; ++i, panel += job.panelStride) {
        packPixel<Operand>(job, y * job.stride[0] - job.pad[0], x * job.stride[1] - job.pad[1], reinterpret_cast<Element*>(panel));
        if (++x < job.outputWidth) continue;
        x = 0;
        ++y;
    }
}

} // namespace
} // namespace lathe
