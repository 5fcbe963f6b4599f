#include "core/calibration/rounding_error.h"

#include <algorithm>
#include <cmath>

#if defined(__GNUC__)
#define LATHE_INLINE [[gnu::always_inline]] inline
#else
#define LATHE_INLINE inline
#endif

namespace lathe {
namespace {

/// Nearest integer of 0 <= x < 2^51, ties to even, without a call: so that the loops below become vectors on every machine.
LATHE_INLINE double nearest(double x) {
    constexpr double kShift = 0x1.8p52;
    return (x + kShift) - kShift;
}

/// Integral of (u - s round(u / s))^2 from 0 to x: s^3/12 for each whole period, r^3/3 for the rest.
LATHE_INLINE double roundingIntegral(double x, double step, double inverse) {
    const double n = nearest(x * inverse), r = x - n * step;
    return n * (step * step * step * (1.0 / 12)) + r * r * r * (1.0 / 3);
}

/// Σ over the edges before `end` of density step · integral; eight sums, so that they become vectors.
LATHE_INLINE double edgeSumInline(const double* steps, std::size_t end, double step, double inverse) {
    constexpr std::size_t kLanes = 8;
    std::array<double, kLanes> sums{};
    std::size_t i = 0;
    for (; i + kLanes <= end; i += kLanes)
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            sums[lane] += steps[i + lane] * roundingIntegral(static_cast<double>(static_cast<int>(i + lane)), step, inverse);
    double sum = 0;
    for (const double s : sums)
        sum += s;
    for (; i < end; ++i)
        sum += steps[i] * roundingIntegral(static_cast<double>(i), step, inverse);
    return sum;
}

// The same operations, each rounded once, in the same order: the same sums on every machine.
#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] double edgeSumWide(const double* steps, std::size_t end, double step, double inverse) {
    return edgeSumInline(steps, end, step, inverse);
}
const bool kIsWide = __builtin_cpu_supports("avx2");
#else
constexpr auto* edgeSumWide = edgeSumInline;
constexpr bool kIsWide = false;
#endif

double cube(double x) {
    return x * x * x;
}

} // namespace

Density::Density(const std::vector<std::int64_t>& histogram) : m_size(static_cast<int>(histogram.size())) {
    const std::size_t size = histogram.size();
    for (std::size_t i = 0; i < size; ++i) {
        m_bins[i] = static_cast<double>(i == 0 ? std::min(histogram[0], histogram[1]) : histogram[i]);
        m_counts[i + 1] = m_counts[i] + m_bins[i];
        m_steps[i] = (i > 0 ? m_bins[i - 1] : 0) - m_bins[i];
        if (histogram[i] > 0) m_occupied = static_cast<int>(i) + 1;
    }
    // From behind: Σ elements · distance^0, 1, 2 to the current edge.
    double count = 0, first = 0, second = 0;
    for (std::size_t i = size; i-- > 0;) {
        second += 2 * first + count + m_bins[i] / 3;
        first += count + m_bins[i] / 2;
        count += m_bins[i];
        m_clipping[i] = second;
    }
}

double Density::roundingError(int kept, double step) const {
    const auto end = static_cast<std::size_t>(kept);
    if (end == 0) return 0;
    if (step < 0.25) return m_counts[end] * (step * step) * (1.0 / 12); // many steps in each bin
    const double inverse = 1 / step;
    const double sum = kIsWide ? edgeSumWide(m_steps.data(), end, step, inverse) : edgeSumInline(m_steps.data(), end, step, inverse);
    return sum + m_bins[end - 1] * roundingIntegral(kept, step, inverse);
}

double Density::error(double end, double step) const {
    const double inverse = 1 / step;
    double error = 0;
    for (int i = 0; i < m_occupied; ++i) {
        const double low = i, high = i + 1.0, between = std::clamp(end, low, high);
        const double rounding = roundingIntegral(between, step, inverse) - roundingIntegral(low, step, inverse);
        const double clipping = high > between ? (cube(high - end) - cube(between - end)) / 3 : 0;
        error += m_bins[static_cast<std::size_t>(i)] * (rounding + clipping);
    }
    return error;
}

} // namespace lathe
