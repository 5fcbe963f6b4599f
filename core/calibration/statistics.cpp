#include "core/calibration/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace lathe {
namespace {

// Multiplying by 2048 / 2^e stays exact and finite between these; what is larger counts in the last bin.
constexpr int kSmallestExponent = -100;
constexpr int kLargestExponent = 127;
constexpr float kLastBin = kHistogramBins - 1;

constexpr std::size_t kBlock = 256;
constexpr std::int32_t kInfinityBits = 0x7f800000;

/// Integers that are ordered as the floats are; NaNs lie beyond the infinities. Its own inverse.
constexpr std::int32_t orderedBits(std::int32_t bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

float magnitudeOf(float x) {
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) & 0x7fffffffU);
}

/// What one look at a block gives: its extremes as ordered bits, and the bin of every element.
struct Block {
    std::int32_t low, high;
    std::array<std::int32_t, kBlock> bins;

    bool isFinite() const { return high < kInfinityBits && low > orderedBits(std::bit_cast<std::int32_t>(-HUGE_VALF)); }
    float min() const { return std::bit_cast<float>(orderedBits(low)); }
    float max() const { return std::bit_cast<float>(orderedBits(high)); }
};

#if defined(__GNUC__)
[[gnu::always_inline]]
#endif
inline void
scanInline(const float* values, float scale, Block& block) {
    std::int32_t low = std::numeric_limits<std::int32_t>::max(), high = std::numeric_limits<std::int32_t>::min();
    for (std::size_t i = 0; i < kBlock; ++i) {
        const std::int32_t order = orderedBits(std::bit_cast<std::int32_t>(values[i]));
        low = order < low ? order : low;
        high = order > high ? order : high;
        const float bin = magnitudeOf(values[i]) * scale;
        block.bins[i] = static_cast<std::int32_t>(bin < kLastBin ? bin : kLastBin); // NaN too: the block is counted with care
    }
    block.low = low;
    block.high = high;
}

using Scan = void (*)(const float* values, float scale, Block& block);

// The same operations, each exact or rounded once, eight at a time: the same bins on every machine.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] void scanWide(const float* values, float scale, Block& block) {
    scanInline(values, scale, block);
}
#endif
void scanPlain(const float* values, float scale, Block& block) {
    scanInline(values, scale, block);
}

Scan fastestScan() {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx2")) return scanWide;
#endif
    return scanPlain;
}

/// Counts of blocks on their way into the histogram. Four tables, so that runs of equal values do not wait for their own
/// store; 16 bits, so that they leave room in the first cache.
class BlockCounts {
public:
    /// As many blocks as fit before a count could overflow.
    static constexpr int kMostBlocks = 4 * 65535 / static_cast<int>(kBlock);

    void add(const Block& block) {
        for (std::size_t i = 0; i < kBlock; i += 4)
            for (std::size_t table = 0; table < 4; ++table)
                ++m_tables[table][static_cast<std::size_t>(block.bins[i + table])];
        ++m_blocks;
    }
    bool isFull() const { return m_blocks == kMostBlocks; }

    void moveTo(std::vector<std::int64_t>& bins) {
        if (m_blocks == 0) return;
        for (std::size_t bin = 0; bin < bins.size(); ++bin)
            bins[bin] += m_tables[0][bin] + m_tables[1][bin] + m_tables[2][bin] + m_tables[3][bin];
        m_tables = {};
        m_blocks = 0;
    }

private:
    std::array<std::array<std::uint16_t, kHistogramBins>, 4> m_tables{};
    int m_blocks = 0;
};

/// The smallest e with |x| < 2^e, within the limits above.
int exponentFor(float magnitude) {
    int exponent = kSmallestExponent;
    if (magnitude > 0) std::frexp(magnitude, &exponent);
    return std::clamp(exponent, kSmallestExponent, kLargestExponent);
}

float binsPerUnit(int exponent) {
    return std::ldexp(1.0f, 11 - exponent);
}

} // namespace

void StatisticsAccumulator::add(std::span<const float> values) {
    static const Scan scan = fastestScan();
    m_count += static_cast<std::int64_t>(values.size());
    BlockCounts counts;
    Block block;
    std::size_t i = 0;
    float scale = binsPerUnit(m_exponent), limit = this->limit();
    for (; i + kBlock <= values.size(); i += kBlock) {
        scan(values.data() + i, scale, block);
        const bool fits = block.isFinite() && std::max(std::fabs(block.min()), std::fabs(block.max())) < limit;
        if (!fits || counts.isFull()) counts.moveTo(m_bins);
        if (!fits) {
            addWithCare(values.subspan(i, kBlock));
            scale = binsPerUnit(m_exponent);
            limit = this->limit();
            continue;
        }
        m_min = std::min(m_min, block.min());
        m_max = std::max(m_max, block.max());
        counts.add(block);
    }
    counts.moveTo(m_bins);
    addWithCare(values.subspan(i));
}

float StatisticsAccumulator::limit() const {
    if (m_bins.empty()) return 0;
    return m_exponent == kLargestExponent ? std::numeric_limits<float>::infinity() : std::ldexp(1.0f, m_exponent);
}

void StatisticsAccumulator::growTo(int exponent) {
    if (m_bins.empty()) {
        m_bins.assign(kHistogramBins, 0);
        m_exponent = exponent;
        return;
    }
    const int shift = std::min(exponent - m_exponent, 11);
    if (shift <= 0) return;
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
        const std::int64_t held = std::exchange(m_bins[bin], 0);
        m_bins[bin >> shift] += held;
    }
    m_exponent = exponent;
}

void StatisticsAccumulator::addWithCare(std::span<const float> values) {
    float least = std::numeric_limits<float>::infinity(), most = -least;
    for (const float x : values) {
        if (!std::isfinite(x)) continue;
        least = std::min(least, x);
        most = std::max(most, x);
    }
    if (least <= most) {
        m_min = std::min(m_min, least);
        m_max = std::max(m_max, most);
        growTo(exponentFor(std::max(std::fabs(least), std::fabs(most))));
    }
    const float scale = m_bins.empty() ? 0.0f : binsPerUnit(m_exponent);
    for (const float x : values) {
        if (!std::isfinite(x)) {
            ++m_nonFinite;
            continue;
        }
        ++m_bins[static_cast<std::size_t>(std::min(magnitudeOf(x) * scale, kLastBin))];
    }
}

void StatisticsAccumulator::merge(const StatisticsAccumulator& other) {
    m_count += other.m_count;
    m_nonFinite += other.m_nonFinite;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
    if (other.m_bins.empty()) return;
    growTo(other.m_exponent);
    const int shift = std::min(m_exponent - other.m_exponent, 11);
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin)
        m_bins[bin >> shift] += other.m_bins[bin];
}

TensorStatistics StatisticsAccumulator::finish() const {
    TensorStatistics statistics;
    statistics.count = m_count;
    statistics.nonFinite = m_nonFinite;
    statistics.histogram = m_bins;
    statistics.histogram.resize(kHistogramBins, 0);
    statistics.histogramLimit = std::ldexp(1.0f, m_bins.empty() ? kSmallestExponent : m_exponent);
    if (m_min <= m_max) {
        statistics.min = m_min + 0.0f; // -0 and 0 are one value, whichever came first
        statistics.max = m_max + 0.0f;
    }
    return statistics;
}

} // namespace lathe
