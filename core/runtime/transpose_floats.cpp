#include "core/runtime/transpose_floats.h"

#include "core/runtime/simd.h"

#include <algorithm>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace lathe {
namespace {

/// Target columns that are worked on together: whole cache lines are written, and what is read stays in the cache.
constexpr std::int64_t kPanel = 64;
constexpr std::int64_t kBlock = 4;

void transposeRange(const FloatTransposition& w, std::int64_t r0, std::int64_t r1, std::int64_t c0, std::int64_t c1) {
    for (std::int64_t r = r0; r < r1; ++r)
        for (std::int64_t c = c0; c < c1; ++c)
            w.target[r * w.targetStride + c] = w.source[r + c * w.sourceStride];
}

/// 4 × 4 elements.
void transposeBlock(const FloatTransposition& w, std::int64_t r, std::int64_t c) {
#if defined(__SSE__)
    const float* source = w.source + r + c * w.sourceStride;
    float* target = w.target + r * w.targetStride + c;
    __m128 a = _mm_loadu_ps(source), b = _mm_loadu_ps(source + w.sourceStride), d = _mm_loadu_ps(source + 2 * w.sourceStride),
           e = _mm_loadu_ps(source + 3 * w.sourceStride);
    _MM_TRANSPOSE4_PS(a, b, d, e);
    _mm_storeu_ps(target, a);
    _mm_storeu_ps(target + w.targetStride, b);
    _mm_storeu_ps(target + 2 * w.targetStride, d);
    _mm_storeu_ps(target + 3 * w.targetStride, e);
#else
    transposeRange(w, r, r + kBlock, c, c + kBlock);
#endif
}

/// Three planes become pixels of three channels, which lie densely.
LATHE_SIMD void interleave3(const float* source, std::int64_t sourceStride, float* target, std::int64_t rows) {
    for (std::int64_t r = 0; r < rows; ++r) {
        target[3 * r] = source[r];
        target[3 * r + 1] = source[r + sourceStride];
        target[3 * r + 2] = source[r + 2 * sourceStride];
    }
}

/// Pixels of three channels, which lie densely, become three planes.
LATHE_SIMD void separate3(const float* source, float* target, std::int64_t targetStride, std::int64_t columns) {
    for (std::int64_t c = 0; c < columns; ++c) {
        target[c] = source[3 * c];
        target[targetStride + c] = source[3 * c + 1];
        target[2 * targetStride + c] = source[3 * c + 2];
    }
}

} // namespace

void transposeFloats(const FloatTransposition& w) {
    if (w.columns == 3 && w.targetStride == 3) return interleave3(w.source, w.sourceStride, w.target, w.rows);
    if (w.rows == 3 && w.sourceStride == 3) return separate3(w.source, w.target, w.targetStride, w.columns);
    const std::int64_t wholeRows = w.rows / kBlock * kBlock;
    for (std::int64_t c0 = 0; c0 < w.columns; c0 += kPanel) {
        const std::int64_t c1 = std::min(w.columns, c0 + kPanel), wholeColumns = c0 + (c1 - c0) / kBlock * kBlock;
        for (std::int64_t r = 0; r < wholeRows; r += kBlock)
            for (std::int64_t c = c0; c < wholeColumns; c += kBlock)
                transposeBlock(w, r, c);
        transposeRange(w, 0, wholeRows, wholeColumns, c1);
        transposeRange(w, wholeRows, w.rows, c0, c1);
    }
}

} // namespace lathe
