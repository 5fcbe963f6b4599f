#pragma once

#include "core/simulator/functional/window.h"

#include <cstdint>
#include <memory>
#include <span>

namespace lathe {

/// Geometry of an integer convolution: x [N, C, H, W] with w [M, C/groups, kH, kW] gives [N, M, oH, oW].
struct ConvShape {
    std::int64_t batch = 1, inputChannels = 1, outputChannels = 1, groups = 1;
    SlidingWindow window;
    std::int64_t channelsPerGroup() const { return inputChannels / groups; }
    std::int64_t outputsPerGroup() const { return outputChannels / groups; }
    std::int64_t outputPlane() const { return window.output[0] * window.output[1]; }
};

/// Accumulators of one output row: Σ (q_x − zero) · q_w over the window, without bias; padding adds nothing. The reference loops.
/// `accumulators` has window.output[1] elements and is overwritten. Instances: int32 for int8 · int8, int64 for everything.
template <class In, class Weight, class Accumulator>
void accumulateRow(const ConvShape& shape, const In* x, std::int32_t zero, const Weight* w, std::int64_t batch, std::int64_t channel,
                   std::int64_t row, Accumulator* accumulators);

/// Sums of an int8 convolution through oneDNN: in binary32, exact because every partial sum is an integer below 2^24, or from 8-bit
/// products in 32-bit integers (VNNI).
class PackedConvolution {
public:
    /// Nothing where the bound Σ|w|·128 ≤ 2^24 does not hold or oneDNN has no primitive for the shape. `withVnni`: on 8-bit integers
    /// where the processor can and Σ|w|·256 ≤ 2^24 (oneDNN shifts signed inputs by 128 and may scale sums in binary32).
    static std::unique_ptr<PackedConvolution> create(const ConvShape& shape, std::span<const std::int8_t> weights, bool withVnni);
    ~PackedConvolution();
    /// accumulators: [N, M, oH, oW]. May be called from many threads.
    void run(const std::int8_t* x, std::int32_t* accumulators) const;

private:
    struct State;
    explicit PackedConvolution(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace lathe
