#include "core/calibration/rounding_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {
namespace {

constexpr double kSteps = 255; ///< between the ends of an asymmetric 8-bit range

/// The two signs of a tensor, and how many bins of each are kept.
class TwoSides {
public:
    explicit TwoSides(const TensorStatistics& statistics) {
        std::vector<std::int64_t> positive = statistics.histogram;
        for (std::size_t i = 0; i < statistics.negative.size(); ++i)
            positive[i] -= statistics.negative[i];
        m_sides[1] = Density(positive);
        if (!statistics.negative.empty()) m_sides[0] = Density(statistics.negative);
        m_kept = {m_sides[0].occupied(), m_sides[1].occupied()};
    }

    /// Moves each end in turn to where the error is least.
    std::array<int, 2> settle() {
        constexpr int kMostRounds = 8;
        for (int round = 0; round < kMostRounds; ++round) {
            const std::array<int, 2> before = m_kept;
            move(0);
            move(1);
            if (m_kept == before) break;
        }
        return m_kept;
    }

private:
    double error(std::size_t side, int kept) const {
        const double step = (kept + m_kept[1 - side]) / kSteps;
        return m_sides[side].roundingError(kept, step) + m_sides[side].clippingError(kept) +
               m_sides[1 - side].roundingError(m_kept[1 - side], step) + m_sides[1 - side].clippingError(m_kept[1 - side]);
    }

    /// Every 16th place, then those around the best one.
    void move(std::size_t side) {
        constexpr int kStride = 16;
        const int most = m_sides[side].occupied(), fewest = std::min(most, std::max(0, kFewestBins - m_kept[1 - side]));
        int best = m_kept[side];
        double least = error(side, best);
        const auto look = [&](int low, int high, int stride) {
            for (int kept = high; kept >= low; kept -= stride)
                if (const double e = error(side, kept); e < least) least = e, best = kept;
        };
        look(fewest, most, kStride);
        const int around = best;
        look(std::max(fewest, around - kStride), std::min(most, around + kStride), 1);
        m_kept[side] = best;
    }

    std::array<Density, 2> m_sides; ///< x < 0, the others
    std::array<int, 2> m_kept{};
};

double binsTo(const TensorStatistics& statistics, float x) {
    return double(x) / double(statistics.histogramLimit) * static_cast<double>(statistics.histogram.size());
}

double meanSquare(const TensorStatistics& statistics) {
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < statistics.histogram.size(); ++i) {
        const auto elements = static_cast<double>(statistics.histogram[i]);
        const double middle = static_cast<double>(i) + 0.5;
        sum += elements * (i == 0 ? 0 : middle * middle + 1.0 / 12);
        count += elements;
    }
    const double width = double(statistics.histogramLimit) / static_cast<double>(statistics.histogram.size());
    return count > 0 ? sum / count * width * width : 0;
}

} // namespace

float mseThreshold(const TensorStatistics& statistics, int levels) {
    if (!hasHistogram(statistics)) return largestMagnitude(statistics);
    const Density density(statistics.histogram);
    double least = std::numeric_limits<double>::infinity();
    int best = std::max(density.occupied(), kFewestBins);
    for (int kept = best; kept >= kFewestBins; --kept) {
        const double error = density.roundingError(kept, double(kept) / levels) + density.clippingError(kept);
        if (error < least) least = error, best = kept;
    }
    return upperEdge(statistics, best);
}

ClippingRange mseRange(const TensorStatistics& statistics) {
    const ClippingRange all{std::min(statistics.min, 0.0f), std::max(statistics.max, 0.0f)};
    if (!hasHistogram(statistics)) return all;
    const auto [below, above] = TwoSides(statistics).settle();
    const float width = statistics.histogramLimit / static_cast<float>(statistics.histogram.size());
    return {std::max(all.low, -static_cast<float>(below) * width), std::min(all.high, static_cast<float>(above) * width)};
}

double expectedError(const TensorStatistics& statistics, float threshold, int levels) {
    if (!hasHistogram(statistics) || threshold <= 0) return 0;
    const double width = double(statistics.histogramLimit) / static_cast<double>(statistics.histogram.size());
    const double end = binsTo(statistics, threshold);
    double counted = 0;
    for (const std::int64_t bin : statistics.histogram)
        counted += static_cast<double>(bin);
    return counted > 0 ? Density(statistics.histogram).error(end, end / levels) * width * width / counted : 0;
}

double predictedSqnrDb(const TensorStatistics& statistics, float threshold, int levels) {
    constexpr double kMost = 200;
    const double error = expectedError(statistics, threshold, levels), signal = meanSquare(statistics);
    return error > 0 && signal > 0 ? std::clamp(10 * std::log10(signal / error), -kMost, kMost) : kMost;
}

float powerOfTwoThreshold(const TensorStatistics& statistics, float threshold, int levels) {
    if (!(threshold > 0)) return threshold;
    int exponent = 0;
    const float fraction = std::frexp(threshold / static_cast<float>(levels), &exponent);
    const float holding = static_cast<float>(levels) * std::ldexp(1.0f, fraction == 0.5f ? exponent - 1 : exponent), half = holding / 2;
    if (!hasHistogram(statistics)) return holding;
    return expectedError(statistics, half, levels) < expectedError(statistics, holding, levels) ? half : holding;
}

} // namespace lathe
