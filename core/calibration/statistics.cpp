#include "core/calibration/statistics.h"

#include "core/calibration/block_counts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lathe {
namespace {

// Multiplying by bins / 2^e stays exact and finite between these; what is larger counts in the last bin.
constexpr int kSmallestExponent = -100;
constexpr int kLargestExponent = 127;

/// The smallest e with |x| < 2^e, within the limits above.
int exponentFor(float magnitude) {
    int exponent = kSmallestExponent;
    if (magnitude > 0) std::frexp(magnitude, &exponent);
    return std::clamp(exponent, kSmallestExponent, kLargestExponent);
}

/// Merges 2^shift bins into each of the lower ones, adding them to what `to` holds.
void addMerged(const std::vector<std::int64_t>& from, int shift, std::vector<std::int64_t>& to) {
    if (from.empty()) return;
    if (to.empty()) to.assign(from.size(), 0);
    for (std::size_t bin = 0; bin < from.size(); ++bin)
        to[bin >> shift] += from[bin];
}

void mergeInPlace(std::vector<std::int64_t>& bins, int shift) {
    for (std::size_t bin = 0; bin < bins.size(); ++bin) {
        const std::int64_t held = std::exchange(bins[bin], 0);
        bins[bin >> shift] += held;
    }
}

/// Of so many blocks one is counted.
std::size_t groupOf(std::size_t elements) {
    return std::clamp<std::size_t>(elements / kElementsCounted, 1, kMostSkipped);
}

} // namespace

/// One call of add(): the counts on their way into the histogram, and what the accumulator says of the range meanwhile.
struct StatisticsAccumulator::Pass {
    StatisticsAccumulator& into;
    BlockCounts counts{!into.m_negative.empty()};
    BlockBins bins = {};
    float scale = into.binsPerUnit(), limit = into.limit(), lastBin = static_cast<float>(into.bins() - 1);

    void flush() { counts.moveTo(into.m_positive, into.m_negative); }

    bool take(const Extremes& extremes) {
        if (!extremes.isFinite() || extremes.magnitude() >= limit) return false;
        into.m_min = std::min(into.m_min, extremes.min());
        into.m_max = std::max(into.m_max, extremes.max());
        return true;
    }
    void withCare(std::span<const float> values, bool isCounted) {
        flush();
        into.addWithCare(values, isCounted);
        scale = into.binsPerUnit();
        limit = into.limit();
    }
    void look(std::span<const float> values) {
        if (!values.empty() && !take(extremesOf(values))) withCare(values, false);
    }
    void count(std::span<const float> block) {
        const Extremes extremes = binsOf(block.data(), scale, lastBin, bins);
        if (!take(extremes)) return withCare(block, true);
        const bool needsSigns = extremes.min() < 0 && !counts.hasSigns();
        if (needsSigns || counts.isFull()) flush();
        if (needsSigns) counts.keepSigns();
        counts.add(bins);
    }
};

void StatisticsAccumulator::add(std::span<const float> values, std::int64_t phase, bool countsEveryElement) {
    m_count += static_cast<std::int64_t>(values.size());
    const std::size_t group = countsEveryElement ? 1 : groupOf(values.size()), counted = static_cast<std::size_t>(phase) % group;
    const std::size_t blocks = values.size() / kBlock;
    Pass pass{*this};
    std::size_t done = 0; // blocks
    for (std::size_t block = counted; block < blocks; block += group) {
        pass.look(values.subspan(done * kBlock, (block - done) * kBlock));
        pass.count(values.subspan(block * kBlock, kBlock));
        done = block + 1;
    }
    pass.look(values.subspan(done * kBlock, (blocks - done) * kBlock));
    pass.flush();
    addWithCare(values.subspan(blocks * kBlock), true);
}

float StatisticsAccumulator::limit() const {
    if (m_positive.empty()) return 0;
    return m_exponent == kLargestExponent ? std::numeric_limits<float>::infinity() : std::ldexp(1.0f, m_exponent);
}

float StatisticsAccumulator::binsPerUnit() const {
    return std::ldexp(1.0f, m_binBits - m_exponent);
}

void StatisticsAccumulator::growTo(int exponent) {
    if (m_positive.empty()) {
        m_positive.assign(bins(), 0);
        m_exponent = exponent;
        return;
    }
    const int shift = std::min(exponent - m_exponent, m_binBits);
    if (shift <= 0) return;
    mergeInPlace(m_positive, shift);
    mergeInPlace(m_negative, shift);
    m_exponent = exponent;
}

void StatisticsAccumulator::addWithCare(std::span<const float> values, bool isCounted) {
    float least = std::numeric_limits<float>::infinity(), most = -least;
    for (const float x : values) {
        if (!std::isfinite(x)) {
            ++m_nonFinite;
            continue;
        }
        least = std::min(least, x);
        most = std::max(most, x);
    }
    if (!(least <= most)) return;
    m_min = std::min(m_min, least);
    m_max = std::max(m_max, most);
    growTo(exponentFor(std::max(std::fabs(least), std::fabs(most))));
    if (!isCounted) return;
    if (least < 0 && m_negative.empty()) m_negative.assign(bins(), 0);
    const float scale = binsPerUnit(), lastBin = static_cast<float>(bins() - 1);
    for (const float x : values)
        if (std::isfinite(x)) ++(x < 0 ? m_negative : m_positive)[static_cast<std::size_t>(std::min(std::fabs(x) * scale, lastBin))];
}

void StatisticsAccumulator::merge(const StatisticsAccumulator& other) {
    m_count += other.m_count;
    m_nonFinite += other.m_nonFinite;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
    if (other.m_positive.empty()) return;
    growTo(other.m_exponent);
    const int shift = std::min(m_exponent - other.m_exponent, m_binBits);
    addMerged(other.m_positive, shift, m_positive);
    addMerged(other.m_negative, shift, m_negative);
}

TensorStatistics StatisticsAccumulator::finish() const {
    TensorStatistics statistics;
    statistics.count = m_count;
    statistics.nonFinite = m_nonFinite;
    statistics.histogram = m_positive;
    statistics.histogram.resize(bins(), 0);
    addMerged(m_negative, 0, statistics.histogram);
    if (std::ranges::any_of(m_negative, [](std::int64_t bin) { return bin > 0; })) statistics.negative = m_negative;
    statistics.histogramLimit = std::ldexp(1.0f, m_positive.empty() ? kSmallestExponent : m_exponent);
    if (m_min <= m_max) {
        statistics.min = m_min + 0.0f; // -0 and 0 are one value, whichever came first
        statistics.max = m_max + 0.0f;
    }
    return statistics;
}

} // namespace lathe
