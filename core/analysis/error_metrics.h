#pragma once

#include <cstdint>
#include <span>

namespace lathe {

/// Streams pairs of values and gives the usual measures of their difference. Sums are binary64 in order of addition.
class ErrorMetrics {
public:
    void add(std::span<const float> reference, std::span<const float> actual);
    /// Joins the statistics of other samples; join in sample order for the same result on any number of threads.
    void join(const ErrorMetrics& other);

    double cosine() const; ///< 1 where both are all zero, 0 where only one is
    double sqnrDb() const; ///< 10·log10(Σ reference² / Σ difference²); 200 where there is no difference
    double mse() const;
    double maxAbsError() const { return m_maxAbs; }
    std::int64_t count() const { return m_count; }

private:
    double m_dot = 0, m_referenceSquares = 0, m_actualSquares = 0, m_differenceSquares = 0, m_maxAbs = 0;
    std::int64_t m_count = 0;
};

} // namespace lathe
