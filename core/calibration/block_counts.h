#pragma once

#include "core/calibration/statistics.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace lathe {

// The inner loops of StatisticsAccumulator: extremes of many elements, bins of a block, counts of many blocks.

inline constexpr std::size_t kBlock = 256;

/// Integers that are ordered as the floats are; NaNs lie beyond the infinities. Its own inverse.
constexpr std::int32_t orderedBits(std::int32_t bits) {
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

/// The least and the largest of some elements, as ordered bits.
struct Extremes {
    std::int32_t low = std::numeric_limits<std::int32_t>::max(), high = std::numeric_limits<std::int32_t>::min();

    bool isFinite() const { return high < 0x7f800000 && low > orderedBits(std::bit_cast<std::int32_t>(-HUGE_VALF)); }
    float min() const { return std::bit_cast<float>(orderedBits(low)); }
    float max() const { return std::bit_cast<float>(orderedBits(high)); }
    float magnitude() const { return std::max(std::fabs(min()), std::fabs(max())); }
};
Extremes extremesOf(std::span<const float> values);

/// The bin of each element of a block, with kHistogramBins added for x < 0.
using BlockBins = std::array<std::int32_t, kBlock>;
/// Bins of |x| · scale, at most `lastBin`; only of use where the extremes are finite.
Extremes binsOf(const float* block, float scale, float lastBin, BlockBins& bins);

/// Counts of blocks on their way into the histogram. 16 bits, so that they leave room in the first cache; several tables, so that runs
/// of equal values do not wait for their own store: four while nothing is below zero, two for each sign from then on.
class BlockCounts {
public:
    explicit BlockCounts(bool hasSigns) : m_hasSigns(hasSigns) {}
    bool hasSigns() const { return m_hasSigns; }
    /// Only with nothing counted: bins of x < 0 may come from now on.
    void keepSigns() { m_hasSigns = true; }

    void add(const BlockBins& bins);
    /// As many blocks as fit before a count could overflow.
    bool isFull() const { return m_blocks == 65535 / static_cast<int>(kBlock / 2); }
    /// Adds to the bins of both signs and begins anew.
    void moveTo(std::vector<std::int64_t>& positive, std::vector<std::int64_t>& negative);

private:
    std::array<std::uint16_t, 4 * std::size_t(kHistogramBins)> m_counts{};
    int m_blocks = 0;
    bool m_hasSigns;
};

} // namespace lathe
