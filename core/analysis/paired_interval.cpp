#include "core/analysis/paired_interval.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

constexpr double kZ = 1.959963984540054; // 97.5 % of the standard normal distribution

/// The correlation of the two shares, lowered for continuity where it is positive, as Newcombe has it.
double correlationOf(const PairedCounts& counts) {
    const auto a = static_cast<double>(counts.bothRight), b = static_cast<double>(counts.lost), c = static_cast<double>(counts.won),
               d = static_cast<double>(counts.bothWrong), n = a + b + c + d;
    const double margins = (a + b) * (c + d) * (a + c) * (b + d);
    if (margins <= 0) return 0;
    const double product = a * d - b * c;
    return (product > 0 ? std::max(product - n / 2, 0.0) : product) / std::sqrt(margins);
}

/// √(x² − 2φxy + y²); rounding must not make it the root of something negative.
double combined(double x, double y, double correlation) {
    return std::sqrt(std::max(0.0, x * x - 2 * correlation * x * y + y * y));
}

} // namespace

ShareInterval wilsonInterval(std::int64_t count, std::int64_t samples) {
    if (samples <= 0) return {0, 0, 1};
    const auto n = static_cast<double>(samples);
    const double p = static_cast<double>(count) / n, z2 = kZ * kZ;
    const double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
    const double half = kZ / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

ShareInterval netLossInterval(const PairedCounts& counts) {
    const std::int64_t samples = counts.samples();
    if (samples <= 0) return {0, -1, 1};
    const ShareInterval before = wilsonInterval(counts.bothRight + counts.lost, samples);
    const ShareInterval after = wilsonInterval(counts.bothRight + counts.won, samples);
    const double difference = before.value - after.value, correlation = correlationOf(counts);
    return {difference, std::max(-1.0, difference - combined(before.value - before.low, after.high - after.value, correlation)),
            std::min(1.0, difference + combined(before.high - before.value, after.value - after.low, correlation))};
}

} // namespace lathe
