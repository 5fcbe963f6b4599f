#include "core/analysis/error_metrics.h"

#include <algorithm>
#include <cmath>

namespace lathe {

namespace {
constexpr double kNoErrorDb = 200;
}

void ErrorMetrics::add(std::span<const float> reference, std::span<const float> actual) {
    const std::size_t count = std::min(reference.size(), actual.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double r = reference[i], a = actual[i], difference = r - a;
        m_dot += r * a;
        m_referenceSquares += r * r;
        m_actualSquares += a * a;
        m_differenceSquares += difference * difference;
        m_maxAbs = std::isnan(difference) ? difference : std::max(m_maxAbs, std::abs(difference));
    }
    m_count += static_cast<std::int64_t>(count);
}

void ErrorMetrics::join(const ErrorMetrics& other) {
    m_dot += other.m_dot;
    m_referenceSquares += other.m_referenceSquares;
    m_actualSquares += other.m_actualSquares;
    m_differenceSquares += other.m_differenceSquares;
    m_maxAbs = std::isnan(other.m_maxAbs) ? other.m_maxAbs : std::max(m_maxAbs, other.m_maxAbs);
    m_count += other.m_count;
}

double ErrorMetrics::cosine() const {
    if (m_referenceSquares == 0 && m_actualSquares == 0) return 1;
    if (m_referenceSquares == 0 || m_actualSquares == 0) return 0;
    return m_dot / std::sqrt(m_referenceSquares * m_actualSquares);
}

double decibels(double noiseRatio) {
    if (std::isnan(noiseRatio)) return noiseRatio; // a result was not finite
    return std::clamp(-10 * std::log10(noiseRatio), -kNoErrorDb, kNoErrorDb);
}

double ErrorMetrics::noiseRatio() const {
    return m_differenceSquares == 0 ? 0 : m_differenceSquares / m_referenceSquares;
}

double ErrorMetrics::sqnrDb() const {
    return decibels(noiseRatio());
}

double ErrorMetrics::mse() const {
    return m_count == 0 ? 0 : m_differenceSquares / static_cast<double>(m_count);
}

namespace {

std::vector<std::int32_t> integersOf(const Tensor& tensor) {
    std::vector<std::int32_t> values(static_cast<std::size_t>(tensor.elementCount()));
    const auto copy = [&](auto from) { std::copy(from.begin(), from.end(), values.begin()); };
    if (tensor.type() == DataType::Int16)
        copy(tensor.data<std::int16_t>());
    else
        copy(tensor.data<std::int8_t>());
    return values;
}

/// Runs of one channel: `body(channel, first element, count)`.
template <class Body>
void forEachChannel(const Tensor& tensor, Body body) {
    const std::int64_t axis = tensor.rank() > 1 ? 1 : 0;
    const std::int64_t channels = tensor.rank() > 0 ? tensor.dim(axis) : 1;
    std::int64_t inner = 1;
    for (std::int64_t i = axis + 1; i < tensor.rank(); ++i)
        inner *= tensor.dim(i);
    const std::int64_t runs = inner > 0 ? tensor.elementCount() / inner : 0;
    for (std::int64_t run = 0; run < runs; ++run)
        body(static_cast<std::size_t>(run % channels), static_cast<std::size_t>(run * inner), static_cast<std::size_t>(inner));
}

} // namespace

void QuantizedErrors::add(const Tensor& reference, const Tensor& integers, const QuantParams& params, bool byChannel) {
    const Tensor real = reference.toFloat();
    const std::vector<std::int32_t> q = integersOf(integers);
    std::vector<float> actual(q.size());
    std::ranges::transform(q, actual.begin(),
                           [&](std::int32_t x) { return static_cast<float>(x - params.zeroPoint()) * params.scales[0]; });
    const std::span<const float> expected = real.data<float>();
    m_all.add(expected, actual);
    addIntegers(expected, actual, q, params);
    if (!byChannel) return;
    forEachChannel(real, [&](std::size_t channel, std::size_t first, std::size_t count) {
        if (m_channels.size() <= channel) m_channels.resize(channel + 1);
        m_channels[channel].add(expected.subspan(first, count), std::span<const float>(actual).subspan(first, count));
    });
}

void QuantizedErrors::addIntegers(std::span<const float> reference, std::span<const float> actual, std::span<const std::int32_t> integers,
                                  const QuantParams& params) {
    const std::int32_t low = params.type == DataType::Int16 ? -32768 : -128, high = -1 - low;
    const float step = params.scales[0];
    const std::int32_t zero = params.zeroPoint();
    const auto lowest = static_cast<float>(low - zero), highest = static_cast<float>(high - zero); // in steps from 0
    m_seen.resize(static_cast<std::size_t>(high - low + 1));
    for (std::size_t i = 0; i < std::min(reference.size(), integers.size()); ++i) {
        const float steps = reference[i] / step;
        const float own = std::clamp(std::nearbyint(steps), lowest, highest);
        const auto off = static_cast<std::size_t>(std::abs(integers[i] - zero - (std::isnan(own) ? 0 : static_cast<std::int32_t>(own))));
        ++m_off[std::min(off, kOffBins - 1)];
        const bool isEnd = integers[i] == low || integers[i] == high;
        m_saturated += isEnd && (steps > highest + 0.5f || steps < lowest - 0.5f);
        m_seen[static_cast<std::size_t>(integers[i] - low)] = true;
        if (!(std::fabs(reference[i]) >= step)) continue;
        m_relative += std::fabs((double(actual[i]) - double(reference[i])) / double(reference[i]));
        ++m_relativeCount;
    }
}

void QuantizedErrors::join(const QuantizedErrors& other) {
    m_all.join(other.m_all);
    if (m_channels.size() < other.m_channels.size()) m_channels.resize(other.m_channels.size());
    for (std::size_t i = 0; i < other.m_channels.size(); ++i)
        m_channels[i].join(other.m_channels[i]);
    m_relative += other.m_relative;
    m_relativeCount += other.m_relativeCount;
    m_saturated += other.m_saturated;
    for (std::size_t i = 0; i < kOffBins; ++i)
        m_off[i] += other.m_off[i];
    if (m_seen.size() < other.m_seen.size()) m_seen.resize(other.m_seen.size());
    for (std::size_t i = 0; i < other.m_seen.size(); ++i)
        m_seen[i] = m_seen[i] || other.m_seen[i];
}

double QuantizedErrors::meanRelativeError() const {
    return m_relativeCount == 0 ? 0 : m_relative / static_cast<double>(m_relativeCount);
}

std::array<double, QuantizedErrors::kOffBins> QuantizedErrors::offByShares() const {
    std::array<double, kOffBins> shares{};
    for (std::size_t i = 0; i < kOffBins && m_all.count() > 0; ++i)
        shares[i] = static_cast<double>(m_off[i]) / static_cast<double>(m_all.count());
    return shares;
}

double QuantizedErrors::saturationRatio() const {
    return m_all.count() == 0 ? 0 : static_cast<double>(m_saturated) / static_cast<double>(m_all.count());
}

std::int64_t QuantizedErrors::distinctValues() const {
    return std::ranges::count(m_seen, true);
}

} // namespace lathe
