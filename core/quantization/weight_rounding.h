#pragma once

#include "core/base/job_context.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

/// What rows of weights are multiplied with (patches of a convolution, rows of a matrix product), one after the other, and their moments.
struct InputMoments {
    std::int64_t size = 0, count = 0;
    std::vector<double> mean;   ///< of each element
    std::vector<double> matrix; ///< second moments, size × size row by row: about the mean where they are centred, else about zero
};
/// `inputs` holds count × size numbers. Sums have one order, whatever the number of threads.
Result<InputMoments> momentsOf(std::span<const float> inputs, std::int64_t size, bool isCentred, JobContext& context);

/// Rounds rows of real weights t to integers q so that what the row makes of its inputs stays: the least (t − q)ᵀ G (t − q) it finds, G the
/// second moments of the inputs. That is layer-wise reconstruction as AdaRound poses it (Nagel et al., "Up or Down? Adaptive Rounding for
/// Post-Training Quantization", ICML 2020), without gradients: first element by element in order of falling G_kk, each error spread over
/// the elements that are left (OBQ and GPTQ, Frantar et al. 2022; Babai's nearest plane), then sweeps that move single elements by one step
/// as long as that lessens the error; the same sweeps from the nearest integers; the better of both. Never worse than the nearest
/// integers. The time is bounded: O(size³) once and O(size²) for each row.
class RoundingProblem {
public:
    /// Few inputs say little about pairs of elements: the off-diagonal shrinks by 1 / (1 + r), r = max(0.01, size / (2 count)).
    explicit RoundingProblem(InputMoments moments);

    /// `target` in steps of the integers; `rounded` in [−largest, largest].
    void round(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const;
    /// (t − q)ᵀ G (t − q).
    double error(std::span<const float> target, std::span<const std::int32_t> rounded) const;

private:
    void roundInTurn(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const;
    double descend(std::span<const float> target, std::int32_t largest, std::span<std::int32_t> rounded) const;

    std::size_t m_size;
    std::vector<float> m_moments;     ///< with the off-diagonal shrunk
    std::vector<std::size_t> m_order; ///< elements by falling moment
    std::vector<float> m_spread;      ///< by turn: how far the residual of an element moves the target of each later one
};

} // namespace lathe
