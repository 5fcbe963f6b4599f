#pragma once

#include "core/graph/tensor.h"
#include "core/program/quantized_graph.h"
#include "core/simulator/functional/simd/vector_kernels.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

/// Streams pairs of values and gives the usual measures of their difference. Sums are binary64 in 16 parts: the same bits on every
/// processor.
class ErrorMetrics {
public:
    void add(std::span<const float> reference, std::span<const float> actual);
    void add(const PairSums& sums, std::int64_t count);
    /// Joins the statistics of other samples; join in sample order for the same result on any number of threads.
    void join(const ErrorMetrics& other);

    double cosine() const; ///< 1 where both are all zero, 0 where only one is
    double sqnrDb() const; ///< 10·log10(Σ reference² / Σ difference²); 200 where there is no difference
    /// Σ difference² / Σ reference²; 0 where there is no difference, infinite where the reference alone is zero.
    double noiseRatio() const;
    double mse() const;
    double maxAbsError() const { return m_maxAbs; }
    double referenceSquares() const { return m_referenceSquares; } ///< Σ reference²
    double differenceSquares() const { return m_differenceSquares; }
    std::int64_t count() const { return m_count; }

private:
    double m_dot = 0, m_referenceSquares = 0, m_actualSquares = 0, m_differenceSquares = 0, m_maxAbs = 0;
    std::int64_t m_count = 0;
};

/// 10·log10(1 / noise ratio), within ±200.
double decibels(double noiseRatio);

/// The error of an integer tensor against the real numbers that it stands for: ErrorMetrics, by channel too, and what only
/// integers have. `lsb` is the step of the integers.
class QuantizedErrors {
public:
    /// Shares of elements whose integer is off by 0, 1, 2 and 3 or more from the reference's own integer.
    static constexpr std::size_t kOffBins = 4;

    /// Both of the same dims; `params` per tensor. Channels are those of axis 1 (axis 0 of a vector) where `byChannel`.
    void add(const Tensor& reference, const Tensor& integers, const QuantParams& params, bool byChannel = false);
    void join(const QuantizedErrors& other);

    const ErrorMetrics& all() const { return m_all; }
    const std::vector<ErrorMetrics>& channels() const { return m_channels; }
    /// Mean of |difference| / |reference| over the elements whose reference is one step or more; 0 where there are none.
    double meanRelativeError() const;
    std::array<double, kOffBins> offByShares() const;
    /// Share of elements at an end of the integer range whose reference lies more than half a step beyond it.
    double saturationRatio() const;
    std::int64_t distinctValues() const;

private:
    template <class T>
    void addIntegers(std::span<const float> reference, std::span<const T> integers, const QuantParams& params);

    ErrorMetrics m_all;
    std::vector<ErrorMetrics> m_channels;
    double m_relative = 0;
    std::int64_t m_relativeCount = 0, m_saturated = 0;
    std::array<std::int64_t, kOffBins> m_off{};
    std::vector<std::uint8_t> m_seen; ///< by integer − lowest: 1 where it occurred
};

} // namespace lathe
