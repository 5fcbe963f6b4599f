#include "core/calibration/block_counts.h"

#include <algorithm>

#if defined(__GNUC__)
#define LATHE_INLINE [[gnu::always_inline]] inline
#else
#define LATHE_INLINE inline
#endif

namespace lathe {
namespace {

LATHE_INLINE Extremes extremesInline(const float* values, std::size_t count) {
    Extremes extremes;
    std::int32_t low = extremes.low, high = extremes.high;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int32_t order = orderedBits(std::bit_cast<std::int32_t>(values[i]));
        low = order < low ? order : low;
        high = order > high ? order : high;
    }
    return {low, high};
}

LATHE_INLINE Extremes binsInline(const float* block, float scale, float lastBin, BlockBins& bins) {
    for (std::size_t i = 0; i < kBlock; ++i) {
        const float x = block[i] + 0.0f; // -0 counts as 0
        const auto bits = std::bit_cast<std::uint32_t>(x);
        const float bin = std::bit_cast<float>(bits & 0x7fffffffU) * scale;
        // NaN too ends in the last bin: the block is counted with care then.
        bins[i] = static_cast<std::int32_t>(bin < lastBin ? bin : lastBin) | static_cast<std::int32_t>((bits >> 31) * kHistogramBins);
    }
    return extremesInline(block, kBlock);
}

// The same operations, each exact or rounded once, eight at a time: the same bins on every machine.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] Extremes extremesWide(const float* values, std::size_t count) {
    return extremesInline(values, count);
}
[[gnu::target("avx2")]] Extremes binsWide(const float* block, float scale, float lastBin, BlockBins& bins) {
    return binsInline(block, scale, lastBin, bins);
}
const bool kIsWide = __builtin_cpu_supports("avx2");
#else
constexpr auto* extremesWide = extremesInline;
constexpr auto* binsWide = binsInline;
constexpr bool kIsWide = false;
#endif

} // namespace

Extremes extremesOf(std::span<const float> values) {
    return kIsWide ? extremesWide(values.data(), values.size()) : extremesInline(values.data(), values.size());
}

Extremes binsOf(const float* block, float scale, float lastBin, BlockBins& bins) {
    return kIsWide ? binsWide(block, scale, lastBin, bins) : binsInline(block, scale, lastBin, bins);
}

void BlockCounts::add(const BlockBins& bins) {
    constexpr std::size_t kTable = kHistogramBins;
    std::uint16_t* counts = m_counts.data();
    if (m_hasSigns) {
        for (std::size_t i = 0; i < kBlock; i += 2) {
            ++counts[static_cast<std::size_t>(bins[i])];
            ++counts[2 * kTable + static_cast<std::size_t>(bins[i + 1])];
        }
    } else {
        for (std::size_t i = 0; i < kBlock; i += 4)
            for (std::size_t table = 0; table < 4; ++table)
                ++counts[table * kTable + static_cast<std::size_t>(bins[i + table])];
    }
    ++m_blocks;
}

void BlockCounts::moveTo(std::vector<std::int64_t>& positive, std::vector<std::int64_t>& negative) {
    if (m_blocks == 0) return;
    constexpr std::size_t kTable = kHistogramBins;
    const std::uint16_t* counts = m_counts.data();
    if (m_hasSigns && negative.empty()) negative.assign(positive.size(), 0);
    for (std::size_t bin = 0; bin < positive.size(); ++bin) {
        const std::int64_t first = counts[bin] + counts[2 * kTable + bin], second = counts[kTable + bin] + counts[3 * kTable + bin];
        positive[bin] += m_hasSigns ? first : first + second;
        if (m_hasSigns) negative[bin] += second;
    }
    m_counts = {};
    m_blocks = 0;
}

} // namespace lathe
