#pragma once

#include "core/program/quantized_graph.h"

#include <span>

namespace lathe {

/// The formulas of docs/numerics.md, "Scales". All scales are at least the smallest normal binary32, so that divisions by
/// them are defined.

/// threshold / 127 or / 32767; 1 for a threshold of 0.
QuantParams activationParams(float threshold, DataType type, const NumericsSpec& numerics);

/// The real numbers of [low, high], stretched to hold 0, over the 256 integers of int8: scale (high − low) / 255, zero point
/// clamp(RNE(−128 − low / s), −128, 127), so that 0 is an integer. Symmetric with scale 1 where both bounds are 0.
QuantParams asymmetricParams(float low, float high, const NumericsSpec& numerics);

/// sat(RNE(x / s) + z); z for NaN.
std::int32_t quantizeToInteger(float x, float scale, DataType type, std::int32_t zeroPoint = 0);

/// The tensor by one scale and zero point, as Int8 or Int16.
Tensor quantizeConstant(const Tensor& real, const QuantParams& params);

struct QuantizedWeights {
    QuantParams weightParams, biasParams;
    Tensor weight;               ///< Int8 or Int16, dims of the float one
    std::int64_t heldScales = 0; ///< how many of the given scales were kept
    Tensor bias;                 ///< Int32, one per channel; absent where there is none
};

/// Weights and bias together, because the bias may widen the weight's scale. `axis` counts the channels (-1: one scale for
/// all); `bias` is absent, or has one element or one per channel of `biasChannels`. `given` is what the model says of these
/// weights, or nullptr: its scales are kept where int8 can hold the weights with them and the bias stays within 2^30, or, where
/// sums have 64 bits (`hasWideSums`), within int32. `bits` 4: int4 weights, integers in [−7, 7] kept as Int8; 16: int16 weights, whose
/// sums have 64 bits and whose biases stay within int32; `given` has neither.
QuantizedWeights quantizeWeights(const Tensor& weight, std::int32_t axis, const Tensor& bias, std::int64_t biasChannels, float inputScale,
                                 const NumericsSpec& numerics, const QuantParams* given = nullptr, bool hasWideSums = false,
                                 std::int32_t bits = 8);

} // namespace lathe
