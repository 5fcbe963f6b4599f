#pragma once

#include "core/calibration/calibration.h"

#include <array>
#include <limits>
#include <span>

namespace lathe {

inline constexpr int kBinBits = 11, kHistogramBins = 1 << kBinBits;
inline constexpr int kChannelBinBits = 9, kChannelBins = 1 << kChannelBinBits; ///< of each channel
/// Thresholds end at a bin from this one on: fewer would not fill the levels of 8 bits.
inline constexpr int kFewestBins = 128;

/// Whether there are bins to choose from; imported tables have none.
bool hasHistogram(const TensorStatistics& statistics);
/// max |x|; 0 when nothing was seen.
float largestMagnitude(const TensorStatistics& statistics);
/// Where the first `bins` bins end, at most the largest magnitude.
float upperEdge(const TensorStatistics& statistics, std::int64_t bins);

/// Of pieces with twice as many elements and more only a part is counted in the histogram; their extremes come from all elements.
inline constexpr std::size_t kElementsCounted = 65536;
inline constexpr std::size_t kMostSkipped = 8; ///< at least one block of 256 elements in as many is counted

/// Gathers the statistics of one tensor from any number of pieces in any order: the outcome depends on the set of pieces alone.
/// The bins cover [0, 2^e) with the smallest e that holds every |x| seen; when e grows, bins are merged in pairs, which is exact
/// because the bin edges of the larger range are edges of the smaller one.
class StatisticsAccumulator {
public:
    explicit StatisticsAccumulator(int binBits = kBinBits) : m_binBits(binBits) {}
    /// `phase` (the number of the sample) says which blocks of a large piece are counted: another phase, other blocks.
    void add(std::span<const float> values, std::int64_t phase = 0, bool countsEveryElement = false);
    void merge(const StatisticsAccumulator& other);
    TensorStatistics finish() const;

private:
    struct Pass;
    using Bins = std::vector<std::int64_t>;
    std::size_t bins() const { return std::size_t(1) << m_binBits; }
    float binsPerUnit() const;
    void growTo(int exponent);
    /// Magnitudes below it have a bin: 0 before the first value, infinity when the range can no longer grow.
    float limit() const;
    void addWithCare(std::span<const float> values, bool isCounted);

    std::int64_t m_count = 0, m_nonFinite = 0;
    float m_min = std::numeric_limits<float>::infinity();
    float m_max = -std::numeric_limits<float>::infinity();
    int m_exponent = 0, m_binBits;
    Bins m_positive, m_negative; ///< empty until the first value; the second until the first one below zero
};

} // namespace lathe
