#pragma once

#include "core/calibration/calibration.h"

#include <array>
#include <limits>
#include <span>

namespace lathe {

inline constexpr int kHistogramBins = 2048;
/// Thresholds end at a bin from this one on: fewer would not fill the levels of 8 bits.
inline constexpr int kFewestBins = 128;

/// max |x|; 0 when nothing was seen.
float largestMagnitude(const TensorStatistics& statistics);
/// Where the first `bins` bins end, at most the largest magnitude.
float upperEdge(const TensorStatistics& statistics, std::int64_t bins);

/// Gathers the statistics of one tensor from any number of pieces in any order: the outcome depends on the set of values
/// alone. The bins cover [0, 2^e) with the smallest e that holds every |x| seen; when e grows, bins are merged in pairs,
/// which is exact because the bin edges of the larger range are edges of the smaller one.
class StatisticsAccumulator {
public:
    void add(std::span<const float> values);
    void merge(const StatisticsAccumulator& other);
    TensorStatistics finish() const;

private:
    void growTo(int exponent);
    /// Magnitudes below it have a bin: 0 before the first value, infinity when the range can no longer grow.
    float limit() const;
    void addWithCare(std::span<const float> values);

    std::int64_t m_count = 0, m_nonFinite = 0;
    float m_min = std::numeric_limits<float>::infinity();
    float m_max = -std::numeric_limits<float>::infinity();
    int m_exponent = 0;
    std::vector<std::int64_t> m_bins; ///< empty until the first value
};

} // namespace lathe
