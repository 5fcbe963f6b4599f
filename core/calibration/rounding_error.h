#pragma once

#include "core/calibration/statistics.h"

#include <array>

namespace lathe {

/// Elements of |x|, or of one sign, as a density that is constant within a bin; lengths in bins. Zero is exact, so that the
/// first bin counts no more than its neighbour.
class Density {
public:
    Density() = default;
    explicit Density(const std::vector<std::int64_t>& histogram);

    int bins() const { return m_size; }
    /// The bins up to the last that holds anything.
    int occupied() const { return m_occupied; }
    double elements() const { return m_counts[static_cast<std::size_t>(m_size)]; }

    /// Σ over the first `kept` bins of elements · mean squared error of rounding to multiples of `step`.
    double roundingError(int kept, double step) const;
    /// Σ over the bins from `kept` on of elements · mean squared distance to there.
    double clippingError(int kept) const { return m_clipping[static_cast<std::size_t>(kept)]; }
    /// Both, for an end that need not be the edge of a bin.
    double error(double end, double step) const;

private:
    using Edges = std::array<double, kHistogramBins + 1>;
    int m_size = 0, m_occupied = 0;
    Edges m_bins{};     ///< elements
    Edges m_steps{};    ///< at edge i: what the density falls by there
    Edges m_counts{};   ///< elements before edge i
    Edges m_clipping{}; ///< of the elements behind edge i
};

} // namespace lathe
