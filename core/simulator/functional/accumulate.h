#pragma once

#include "core/simulator/functional/window.h"

#include <cstdint>

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

} // namespace lathe
