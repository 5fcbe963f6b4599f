#include "core/calibration/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace lathe {
namespace {

// Multiplying by 2048 / 2^e stays exact and finite between these; what is larger counts in the last bin.
constexpr int kSmallestExponent = -100;
constexpr int kLargestExponent = 127;

constexpr std::size_t kBlock = 256;
constexpr std::size_t kLanes = 16;

struct Extremes {
    float min = std::numeric_limits<float>::infinity();
    float max = -std::numeric_limits<float>::infinity();
    bool allFinite = true;
};

// Independent lanes, because a compiler may not reorder one floating-point reduction.
Extremes extremesOf(std::span<const float> values) {
    std::array<float, kLanes> low, high, taint{};
    low.fill(std::numeric_limits<float>::infinity());
    high.fill(-std::numeric_limits<float>::infinity());
    std::size_t i = 0;
    for (; i + kLanes <= values.size(); i += kLanes) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            const float x = values[i + lane];
            low[lane] = x < low[lane] ? x : low[lane];
            high[lane] = x > high[lane] ? x : high[lane];
            taint[lane] += x * 0.0f; // NaN as soon as an infinity or NaN passes
        }
    }
    for (; i < values.size(); ++i) {
        low[0] = std::min(low[0], values[i]);
        high[0] = std::max(high[0], values[i]);
        taint[0] += values[i] * 0.0f;
    }
    Extremes result{*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end()), true};
    for (const float t : taint)
        result.allFinite = result.allFinite && t == 0.0f;
    return result;
}

Extremes finiteExtremesOf(std::span<const float> values) {
    Extremes result;
    result.allFinite = false;
    for (const float x : values) {
        if (!std::isfinite(x)) continue;
        result.min = std::min(result.min, x);
        result.max = std::max(result.max, x);
    }
    return result;
}

/// The smallest e with |x| < 2^e, within the limits above.
int exponentFor(float magnitude) {
    int exponent = kSmallestExponent;
    if (magnitude > 0) std::frexp(magnitude, &exponent);
    return std::clamp(exponent, kSmallestExponent, kLargestExponent);
}

float binsPerUnit(int exponent) {
    return std::ldexp(1.0f, 11 - exponent);
}

float magnitudeOf(float x) {
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) & 0x7fffffffU);
}

void binsOf(const float* values, float scale, std::int32_t* bins) {
    for (std::size_t i = 0; i < kBlock; ++i)
        bins[i] = static_cast<std::int32_t>(magnitudeOf(values[i]) * scale);
}

} // namespace

void StatisticsAccumulator::add(std::span<const float> values) {
    if (values.empty()) return;
    Extremes extremes = extremesOf(values);
    if (!extremes.allFinite) extremes = finiteExtremesOf(values);
    m_count += static_cast<std::int64_t>(values.size());
    if (extremes.min <= extremes.max) {
        m_min = std::min(m_min, extremes.min);
        m_max = std::max(m_max, extremes.max);
        growTo(exponentFor(std::max(std::fabs(extremes.min), std::fabs(extremes.max))));
    }
    if (extremes.allFinite && m_exponent < kLargestExponent)
        count(values);
    else
        countWithCare(values);
}

void StatisticsAccumulator::growTo(int exponent) {
    if (m_bins.empty()) {
        m_bins.assign(kHistogramBins, 0);
        m_exponent = exponent;
        return;
    }
    const int shift = std::min(exponent - m_exponent, 11);
    if (shift <= 0) return;
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin) {
        const std::int64_t held = std::exchange(m_bins[bin], 0);
        m_bins[bin >> shift] += held;
    }
    m_exponent = exponent;
}

// Four tables, so that runs of equal values do not wait for their own store; block counts fit 32 bits.
void StatisticsAccumulator::count(std::span<const float> finite) {
    constexpr std::size_t kChunk = std::size_t(1) << 28;
    const float scale = binsPerUnit(m_exponent);
    std::size_t i = 0;
    while (finite.size() - i >= 4 * kBlock) {
        std::array<std::array<std::uint32_t, kHistogramBins>, 4> tables{};
        std::array<std::int32_t, kBlock> bins;
        const std::size_t end = i + std::min(finite.size() - i, kChunk) / kBlock * kBlock;
        for (; i < end; i += kBlock) {
            binsOf(finite.data() + i, scale, bins.data());
            for (std::size_t j = 0; j < kBlock; j += 4)
                for (std::size_t table = 0; table < 4; ++table)
                    ++tables[table][static_cast<std::size_t>(bins[j + table])];
        }
        for (std::size_t bin = 0; bin < m_bins.size(); ++bin)
            m_bins[bin] += std::int64_t(tables[0][bin]) + tables[1][bin] + tables[2][bin] + tables[3][bin];
    }
    for (; i < finite.size(); ++i)
        ++m_bins[static_cast<std::size_t>(magnitudeOf(finite[i]) * scale)];
}

void StatisticsAccumulator::countWithCare(std::span<const float> values) {
    const float scale = m_bins.empty() ? 0.0f : binsPerUnit(m_exponent);
    for (const float x : values) {
        if (!std::isfinite(x)) {
            ++m_nonFinite;
            continue;
        }
        const auto bin = static_cast<std::size_t>(magnitudeOf(x) * scale);
        ++m_bins[std::min<std::size_t>(bin, kHistogramBins - 1)];
    }
}

void StatisticsAccumulator::merge(const StatisticsAccumulator& other) {
    m_count += other.m_count;
    m_nonFinite += other.m_nonFinite;
    m_min = std::min(m_min, other.m_min);
    m_max = std::max(m_max, other.m_max);
    if (other.m_bins.empty()) return;
    growTo(other.m_exponent);
    const int shift = std::min(m_exponent - other.m_exponent, 11);
    for (std::size_t bin = 0; bin < m_bins.size(); ++bin)
        m_bins[bin >> shift] += other.m_bins[bin];
}

TensorStatistics StatisticsAccumulator::finish() const {
    TensorStatistics statistics;
    statistics.count = m_count;
    statistics.nonFinite = m_nonFinite;
    statistics.histogram = m_bins;
    statistics.histogram.resize(kHistogramBins, 0);
    statistics.histogramLimit = std::ldexp(1.0f, m_bins.empty() ? kSmallestExponent : m_exponent);
    if (m_min <= m_max) {
        statistics.min = m_min + 0.0f; // -0 and 0 are one value, whichever came first
        statistics.max = m_max + 0.0f;
    }
    return statistics;
}

} // namespace lathe
