#include "core/calibration/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lathe {
namespace {

/// Nearest integer of 0 <= x < 2^51, ties to even, without a call: so that the loops below become vectors on every machine.
inline double nearest(double x) {
    constexpr double kShift = 0x1.8p52;
    return (x + kShift) - kShift;
}

/// The histogram as a function that is constant within a bin, in units of bins. Zero is exact, so that the bin of zero counts
/// no more than its neighbour.
struct Density {
    std::array<double, kHistogramBins> bins{};
    std::array<double, kHistogramBins + 1> steps{}; ///< at edge i: what the density falls by there

    explicit Density(const std::vector<std::int64_t>& histogram) {
        for (std::size_t i = 0; i < kHistogramBins; ++i)
            bins[i] = static_cast<double>(i == 0 ? std::min(histogram[0], histogram[1]) : histogram[i]);
        steps[0] = -bins[0];
        for (std::size_t i = 1; i < kHistogramBins; ++i)
            steps[i] = bins[i - 1] - bins[i];
        steps[kHistogramBins] = bins[kHistogramBins - 1];
    }
};

/// Integral of (u - s round(u / s))^2 from 0 to x: s^3/12 for each whole period, r^3/3 for the rest.
inline double roundingIntegral(double x, double step, double inverse) {
    const double n = nearest(x * inverse), r = x - n * step;
    return n * (step * step * step * (1.0 / 12)) + r * r * r * (1.0 / 3);
}

/// Σ over the first `kept` bins of count · mean squared rounding error, step = kept / levels. Summed over the edges, which
/// asks for the integral once per bin.
double roundingError(const Density& density, int kept, double levels) {
    constexpr std::size_t kLanes = 8;
    const auto end = static_cast<std::size_t>(kept);
    const double step = kept / levels, inverse = levels / kept;
    std::array<double, kLanes> sums{};
    std::size_t i = 0;
    for (; i + kLanes <= end; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += density.steps[i + lane] * roundingIntegral(static_cast<double>(i + lane), step, inverse);
    double sum = 0;
    for (const double s : sums)
        sum += s;
    for (; i < end; ++i)
        sum += density.steps[i] * roundingIntegral(static_cast<double>(i), step, inverse);
    return sum + density.bins[end - 1] * roundingIntegral(kept, step, inverse);
}

/// Σ over the bins from `kept` on of count · mean squared distance to the threshold, for every `kept`: from moments, behind first.
std::array<double, kHistogramBins + 1> clippingErrors(const Density& density) {
    std::array<double, kHistogramBins + 1> errors{};
    double count = 0, first = 0, second = 0; // of the distance to the current edge
    for (std::size_t i = kHistogramBins; i-- > 0;) {
        const double c = density.bins[i];
        second += 2 * first + count + c / 3;
        first += count + c / 2;
        count += c;
        errors[i] = second;
    }
    return errors;
}

} // namespace

float mseThreshold(const TensorStatistics& statistics, int levels) {
    if (statistics.histogram.size() != kHistogramBins) return largestMagnitude(statistics);
    const Density density(statistics.histogram);
    const std::array<double, kHistogramBins + 1> clipping = clippingErrors(density);
    int last = kHistogramBins;
    while (last > kFewestBins && density.bins[static_cast<std::size_t>(last - 1)] == 0)
        --last;
    double least = std::numeric_limits<double>::infinity();
    int best = last;
    for (int kept = last; kept >= kFewestBins; --kept) {
        const double error = roundingError(density, kept, levels) + clipping[static_cast<std::size_t>(kept)];
        if (error < least) least = error, best = kept;
    }
    return upperEdge(statistics, best);
}

} // namespace lathe
