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

double ErrorMetrics::sqnrDb() const {
    if (m_differenceSquares == 0) return kNoErrorDb;
    if (m_referenceSquares == 0) return -kNoErrorDb;
    const double ratio = 10 * std::log10(m_referenceSquares / m_differenceSquares);
    return std::isnan(ratio) ? ratio : std::min(kNoErrorDb, ratio); // not a number when a result was not finite
}

double ErrorMetrics::mse() const {
    return m_count == 0 ? 0 : m_differenceSquares / static_cast<double>(m_count);
}

} // namespace lathe
