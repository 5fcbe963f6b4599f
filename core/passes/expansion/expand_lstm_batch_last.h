#pragma once

#include "core/passes/pass.h"

namespace lathe {

/// LSTM as convolutions of 1 × 1 over [1, channels, steps, batch]: the batch becomes the width, so that one convolution multiplies the
/// inputs of all steps and sequences, and each step's convolution all sequences. Steps are written one after the other.
/// Leaves alone: more than 256 steps, sequence lengths, peepholes, clipping, coupled gates, other activations, layout 1, initial states
/// of two directions, weights that are not fixed, shapes that are not static, types other than float.
Result<int> expandLstmBatchLast(Graph& graph, JobContext& context);

} // namespace lathe
