#include "core/calibration/statistics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

// The KL rule: S. Migacz, "8-bit Inference with TensorRT" (GTC 2017): 2048 bins, 128 levels, every number of kept bins from
// 128 on, the rest added to the last kept bin. Two details follow NVIDIA's own calibrator (pytorch-quantization, entropy):
// the bin of zero counts like its neighbour, because zero has no quantization error, and of equal divergences the larger
// range wins. A kept range that ends in an empty bin while something lies beyond diverges infinitely.

#if defined(__GNUC__)
#define LATHE_INLINE [[gnu::always_inline]] inline
#else
#define LATHE_INLINE inline
#endif

namespace lathe {
namespace {

constexpr int kLevels = kFewestBins;

/// Natural logarithm of a positive normal number within 1e-13. Own, so that thresholds do not depend on the machine's libm,
/// and without branches, so that the compiler makes vectors of it. log x = e ln 2 + ln sqrt 2 + 2 artanh s.
LATHE_INLINE double logarithm(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const double exponent = std::bit_cast<double>((bits >> 52) | 0x4330000000000000U) - (4503599627370496.0 + 1023.0);
    const double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffU) | 0x3ff0000000000000U);
    constexpr double kRootTwo = 1.4142135623730951, kLnTwo = 0.6931471805599453;
    const double s = (mantissa - kRootTwo) / (mantissa + kRootTwo), z = s * s;
    const double tail = z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15)))))));
    return exponent * kLnTwo + (0.5 * kLnTwo + 2 * (s + s * tail));
}

/// Sums over the first i bins, as doubles (exact below 2^53).
struct PrefixSums {
    std::array<double, kHistogramBins + 1> counts{};   ///< Σ c
    std::array<double, kHistogramBins + 1> entropy{};  ///< Σ c ln c
    std::array<double, kHistogramBins + 1> occupied{}; ///< bins with c > 0
    std::array<double, kHistogramBins> bins{};
    double total = 0;

    explicit PrefixSums(const std::vector<std::int64_t>& histogram) {
        for (std::size_t i = 0; i < histogram.size(); ++i) {
            const double c = static_cast<double>(histogram[i == 0 ? 1 : i]);
            bins[i] = c;
            counts[i + 1] = counts[i] + c;
            entropy[i + 1] = entropy[i] + (c > 0 ? c * logarithm(c) : 0);
            occupied[i + 1] = occupied[i] + (c > 0 ? 1 : 0);
        }
        total = counts[histogram.size()];
    }
};

/// Σ over the levels of mass · ln(mass / occupied bins), when `kept` bins share 128 levels; also the level of the last bin.
struct LevelSums {
    double weightedLog = 0;
    double lastLog = 0;
};

LATHE_INLINE LevelSums levelSums(const PrefixSums& sums, int kept) {
    std::array<double, kLevels> mass, ratio;
    int begin = 0;
    for (int level = 0; level < kLevels; ++level) {
        const int end = ((level + 1) * kept + kLevels - 1) / kLevels; // bin j belongs to level floor(j * 128 / kept)
        const auto from = static_cast<std::size_t>(begin), to = static_cast<std::size_t>(end), at = static_cast<std::size_t>(level);
        mass[at] = sums.counts[to] - sums.counts[from];
        const double occupied = sums.occupied[to] - sums.occupied[from];
        ratio[at] = occupied > 0 ? mass[at] / occupied : 1.0;
        begin = end;
    }
    for (double& r : ratio)
        r = logarithm(r);
    LevelSums result;
    for (std::size_t level = 0; level < kLevels; ++level)
        result.weightedLog += mass[level] * ratio[level];
    result.lastLog = ratio[kLevels - 1];
    return result;
}

/// KL(P ‖ Q) times the number of elements.
LATHE_INLINE double divergence(const PrefixSums& sums, int kept) {
    const auto end = static_cast<std::size_t>(kept);
    const double total = sums.total, inside = sums.counts[end], outside = total - inside;
    const double last = sums.bins[end - 1];
    if (inside <= 0 || (outside > 0 && last <= 0)) return std::numeric_limits<double>::infinity();
    const double lastWithOutside = last + outside;
    const double p =
        sums.entropy[end - 1] + (lastWithOutside > 0 ? lastWithOutside * logarithm(lastWithOutside) : 0) - total * logarithm(total);
    const LevelSums levels = levelSums(sums, kept);
    return p - (levels.weightedLog + outside * levels.lastLog - total * logarithm(inside));
}

/// The number of kept bins with the least divergence; of equal ones the largest.
LATHE_INLINE int sweepInline(const PrefixSums& sums, int bins) {
    double best = std::numeric_limits<double>::infinity();
    int bestKept = bins;
    for (int kept = bins; kept >= kLevels; --kept) {
        const double d = divergence(sums, kept);
        if (d < best) best = d, bestKept = kept;
    }
    return bestKept;
}

// The same operations, each rounded once, in the same order: the same threshold on every machine.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] int sweepWide(const PrefixSums& sums, int bins) {
    return sweepInline(sums, bins);
}
const bool kIsWide = __builtin_cpu_supports("avx2");
#else
constexpr auto* sweepWide = sweepInline;
constexpr bool kIsWide = false;
#endif

} // namespace

float largestMagnitude(const TensorStatistics& statistics) {
    return std::max(std::fabs(statistics.min), std::fabs(statistics.max));
}

float upperEdge(const TensorStatistics& statistics, std::int64_t bins) {
    const auto all = static_cast<float>(statistics.histogram.size());
    return std::min(statistics.histogramLimit * (static_cast<float>(bins) / all), largestMagnitude(statistics));
}

bool hasHistogram(const TensorStatistics& statistics) {
    const std::size_t bins = statistics.histogram.size();
    return bins >= kFewestBins && bins <= kHistogramBins;
}

namespace {

std::int64_t sumOf(const std::vector<std::int64_t>& bins) {
    return std::accumulate(bins.begin(), bins.end(), std::int64_t(0));
}

/// Where the bins of one sign end when at most `cut` elements of the outermost ones are left out, in units of x.
float edgeWithout(const std::vector<std::int64_t>& bins, double cut, float width) {
    double left = 0;
    std::size_t end = bins.size();
    while (end > 0 && left + static_cast<double>(bins[end - 1]) <= cut)
        left += static_cast<double>(bins[--end]);
    return static_cast<float>(end) * width;
}

} // namespace

float percentileThreshold(const TensorStatistics& statistics, double percentile) {
    const std::int64_t total = sumOf(statistics.histogram);
    if (total == 0 || percentile >= 1.0) return largestMagnitude(statistics);
    const auto wanted =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(std::max(percentile, 0.0) * static_cast<double>(total))));
    std::int64_t held = 0;
    for (std::size_t i = 0; i < statistics.histogram.size(); ++i) {
        held += statistics.histogram[i];
        if (held >= wanted) return upperEdge(statistics, static_cast<std::int64_t>(i) + 1);
    }
    return largestMagnitude(statistics);
}

ClippingRange percentileRange(const TensorStatistics& statistics, double percentile) {
    const ClippingRange all{std::min(statistics.min, 0.0f), std::max(statistics.max, 0.0f)};
    if (percentile >= 1.0 || !hasHistogram(statistics)) return all;
    std::vector<std::int64_t> positive = statistics.histogram;
    for (std::size_t i = 0; i < statistics.negative.size(); ++i)
        positive[i] -= statistics.negative[i];
    const double cut = (1 - std::max(percentile, 0.0)) / 2 * static_cast<double>(sumOf(statistics.histogram));
    const float width = statistics.histogramLimit / static_cast<float>(positive.size());
    return {std::max(all.low, -edgeWithout(statistics.negative, cut, width)), std::min(all.high, edgeWithout(positive, cut, width))};
}

float klThreshold(const TensorStatistics& statistics) {
    if (!hasHistogram(statistics)) return largestMagnitude(statistics);
    const PrefixSums sums(statistics.histogram);
    const int bins = static_cast<int>(statistics.histogram.size());
    return upperEdge(statistics, kIsWide ? sweepWide(sums, bins) : sweepInline(sums, bins));
}

} // namespace lathe
