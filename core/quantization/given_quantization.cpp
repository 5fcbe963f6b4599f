#include "core/quantization/given_quantization.h"

#include "core/quantization/scales.h"
#include "core/quantization/value_ranges.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

constexpr float kSlack = 1e-4f; // of one step: scales went through binary32 products

/// A scale that the device can have as it is.
bool isPossible(float scale, const NumericsSpec& numerics) {
    int exponent = 0;
    return !numerics.powerOfTwoScales || std::frexp(scale, &exponent) == 0.5f;
}

/// The same integers moved by a constant, where the device has a zero point for them: uint8 less 128 is int8.
std::optional<QuantParams> shifted(const QuantParams& given, DataType type, const NumericsSpec& numerics) {
    if (!numerics.zeroPoints || type != DataType::Int8 || !isPossible(given.scales[0], numerics)) return std::nullopt;
    if (given.type != DataType::Int8 && given.type != DataType::Uint8) return std::nullopt;
    const std::int32_t zero = given.zeroPoint() - (given.type == DataType::Uint8 ? 128 : 0);
    if (zero < -128 || zero > 127) return std::nullopt;
    return QuantParams{type, {given.scales[0]}, {zero}, -1};
}

} // namespace

float thresholdOf(const QuantParams& params) {
    const ValueRange range = rangeOf(params);
    return std::max(std::fabs(range.low), std::fabs(range.high));
}

CalibrationTable withGivenRanges(CalibrationTable table, const GivenQuantization& given) {
    for (const auto& [name, params] : given.activations) {
        TensorRange& range = table.tensors[name];
        const ValueRange bounds = rangeOf(params);
        range.threshold = range.int16Threshold = thresholdOf(params);
        range.low = bounds.low;
        range.high = bounds.high;
        range.clippedShare = 0;
    }
    return table;
}

TakenParams takeActivation(const QuantParams& given, DataType type, const NumericsSpec& numerics) {
    if (auto same = shifted(given, type, numerics)) return {*std::move(same), true};
    const float scale = given.scales[0], threshold = thresholdOf(given);
    const float steps = threshold / scale, most = type == DataType::Int16 ? 32768.0f : 128.0f;
    if (isPossible(scale, numerics) && steps <= most + kSlack * most) return {{type, {scale}, {0}, -1}, true};
    return {activationParams(threshold, type, numerics), false};
}

float takeWeightScale(const QuantParams& given, std::size_t channel, float peak, const NumericsSpec& numerics, float largest) {
    const float scale = given.scales[given.isPerChannel() ? channel : 0];
    return isPossible(scale, numerics) && peak / scale <= largest + kSlack ? scale : 0.0f;
}

bool isOnGrid(const Tensor& weights, const QuantParams& given) {
    if (weights.type() != DataType::Float) return false;
    std::int64_t inner = 1;
    for (std::int64_t axis = given.axis + 1; given.isPerChannel() && axis < weights.rank(); ++axis)
        inner *= weights.dim(axis);
    const bool fits =
        !given.isPerChannel() || (given.axis < weights.rank() && weights.dim(given.axis) == static_cast<std::int64_t>(given.scales.size()));
    if (!fits) return false;
    const std::span<const float> w = weights.data<float>();
    for (std::size_t i = 0; i < w.size(); ++i) {
        const std::size_t channel = given.isPerChannel() ? i / static_cast<std::size_t>(inner) % given.scales.size() : 0;
        const float steps = w[i] / given.scales[channel];
        if (!(std::fabs(steps - std::nearbyintf(steps)) <= 1e-3f)) return false;
    }
    return true;
}

} // namespace lathe
