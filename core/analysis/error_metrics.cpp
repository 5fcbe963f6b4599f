#include "core/analysis/error_metrics.h"

#include "core/simulator/functional/functional.h"

#include <algorithm>
#include <cmath>

namespace lathe {

namespace {
constexpr double kNoErrorDb = 200;
}

void ErrorMetrics::add(std::span<const float> reference, std::span<const float> actual) {
    const std::size_t count = std::min(reference.size(), actual.size());
    PairSums sums;
    vectorKernels(supportedIsas().back()).sumPairs(reference.data(), actual.data(), static_cast<std::int64_t>(count), sums);
    add(sums, static_cast<std::int64_t>(count));
}

void ErrorMetrics::add(const PairSums& sums, std::int64_t count) {
    ErrorMetrics part;
    part.m_dot = sums.dot;
    part.m_referenceSquares = sums.referenceSquares;
    part.m_actualSquares = sums.actualSquares;
    part.m_differenceSquares = sums.differenceSquares;
    part.m_maxAbs = sums.maxAbs;
    part.m_count = count;
    join(part);
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
    if (integers.type() == DataType::Int16)
        addIntegers(real.data<float>(), integers.data<std::int16_t>(), params);
    else
        addIntegers(real.data<float>(), integers.data<std::int8_t>(), params);
    if (!byChannel) return;
    const Tensor actual = dequantizeTensor(integers, params);
    forEachChannel(real, [&](std::size_t channel, std::size_t first, std::size_t count) {
        if (m_channels.size() <= channel) m_channels.resize(channel + 1);
        m_channels[channel].add(real.data<float>().subspan(first, count), actual.data<float>().subspan(first, count));
    });
}

template <class T>
void QuantizedErrors::addIntegers(std::span<const float> reference, std::span<const T> integers, const QuantParams& params) {
    constexpr std::int32_t kLow = std::numeric_limits<T>::min(), kHigh = std::numeric_limits<T>::max();
    const std::int32_t zero = params.zeroPoint();
    const auto count = static_cast<std::int64_t>(std::min(reference.size(), integers.size()));
    const VectorKernels& vectors = vectorKernels(supportedIsas().back());
    IntegerSums sums;
    (sizeof(T) == 1 ? vectors.sumBytes : vectors.sumWords)(reference.data(), integers.data(), count, {params.scales[0], zero, kLow, kHigh},
                                                           sums);
    m_all.add(sums.pairs, count);
    std::int64_t near = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        m_off[k] += sums.off[k];
        near += sums.off[k];
    }
    m_off[3] += count - near;
    m_saturated += sums.saturated;
    m_relative += sums.relative;
    m_relativeCount += sums.relativeCount;
    m_seen.resize(static_cast<std::size_t>(kHigh - kLow + 1));
    for (const T q : integers)
        m_seen[static_cast<std::size_t>(q - kLow)] = 1;
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
        m_seen[i] |= other.m_seen[i];
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
    return std::ranges::count(m_seen, 1);
}

} // namespace lathe
