#include "core/quantization/scales.h"

#include "core/quantization/given_quantization.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lathe {
namespace {

constexpr float kSmallestScale = std::numeric_limits<float>::min();
constexpr float kLargestScale = 0x1p100f; // products with other scales stay finite
constexpr double kLargestInt32 = 2147483647.0;
constexpr double kLargestBias = 1073741824.0; // 2^30: leaves as much room again for the products

float roundedUpToPowerOfTwo(float scale) {
    int exponent = 0;
    const float mantissa = std::frexp(scale, &exponent);
    return mantissa == 0.5f ? scale : std::ldexp(1.0f, exponent);
}

float finished(float scale, const NumericsSpec& numerics) {
    const float safe = std::max(scale, kSmallestScale);
    return numerics.powerOfTwoScales ? roundedUpToPowerOfTwo(safe) : safe;
}

double biasInteger(float bias, float scale) {
    return bias == 0 ? 0.0 : std::nearbyint(double(bias) / double(scale));
}

/// What one channel's scale must serve: the largest weight and the largest bias.
struct ChannelPeaks {
    float weight = 0, bias = 0;
};

float weightScale(const ChannelPeaks& peaks, float inputScale, float largest, const NumericsSpec& numerics, double largestBias) {
    const float forBias = peaks.bias / (inputScale * static_cast<float>(largestBias));
    float scale = std::max(peaks.weight / largest, forBias);
    if (peaks.weight == 0 && peaks.bias == 0) scale = 1;
    if (peaks.bias > 0) scale = std::max(scale, kSmallestScale / inputScale); // the bias scale must not vanish either
    scale = finished(std::min(scale, kLargestScale), numerics);
    while (scale < kLargestScale && biasInteger(peaks.bias, inputScale * scale) > largestBias) // binary32 rounded the scale down
        scale = numerics.powerOfTwoScales ? 2 * scale : std::nextafter(scale, std::numeric_limits<float>::infinity());
    return scale;
}

/// The model's own scale for a channel; 0 where there is none or the bias would leave its range.
float givenScale(const QuantParams* given, std::int32_t axis, std::size_t channel, const ChannelPeaks& peaks, float inputScale,
                 const NumericsSpec& numerics, double largestBias) {
    if (!given || (given->isPerChannel() && given->axis != axis)) return 0;
    const float scale = takeWeightScale(*given, channel, peaks.weight, numerics);
    return scale > 0 && biasInteger(peaks.bias, inputScale * scale) <= largestBias ? scale : 0;
}

/// Elements of a tensor by the channel that an axis counts.
struct ChannelView {
    std::size_t channels = 1, inner = 1;
    ChannelView(const Tensor& tensor, std::int32_t axis) {
        if (axis < 0) {
            inner = static_cast<std::size_t>(tensor.elementCount());
            return;
        }
        channels = static_cast<std::size_t>(tensor.dim(axis));
        for (std::int64_t i = axis + 1; i < tensor.rank(); ++i)
            inner *= static_cast<std::size_t>(tensor.dim(i));
    }
    /// visit(channel, from, to) for every stretch of elements of one channel.
    template <class Visit>
    void forEachStretch(std::size_t elements, const Visit& visit) const {
        for (std::size_t from = 0, channel = 0; from < elements; from += inner, channel = channel + 1 == channels ? 0 : channel + 1)
            visit(channel, from, from + inner);
    }
};

/// The integer nearest to x within ±largest, ties to even. What is added moves all bits behind the point out of a binary32 number, which
/// the processor rounds as nearbyint does, in a fraction of the time.
float roundedWithin(float x, float largest) {
    constexpr float kAllWhole = 0x1.8p23f; // for |x| < 2^22
    return (std::clamp(x, -largest, largest) + kAllWhole) - kAllWhole;
}

} // namespace

QuantParams activationParams(float threshold, DataType type, const NumericsSpec& numerics) {
    const float largest = type == DataType::Int16 ? 32767.0f : 127.0f;
    const float scale = threshold > 0 ? finished(threshold / largest, numerics) : 1.0f;
    return {type, {scale}, {0}, -1};
}

QuantParams asymmetricParams(float low, float high, const NumericsSpec& numerics) {
    low = std::min(low, 0.0f);
    high = std::max(high, 0.0f);
    if (low == high) return {DataType::Int8, {1.0f}, {0}, -1};
    const float scale = finished((high - low) / 255.0f, numerics);
    const float zero = std::clamp(std::nearbyintf(-128.0f - low / scale), -128.0f, 127.0f);
    return {DataType::Int8, {scale}, {static_cast<std::int32_t>(zero)}, -1};
}

std::int32_t quantizeToInteger(float x, float scale, DataType type, std::int32_t zeroPoint) {
    const double low = type == DataType::Int16 ? -32768.0 : -128.0, high = type == DataType::Int16 ? 32767.0 : 127.0;
    const float steps = std::nearbyintf(x / scale);
    return steps != steps ? zeroPoint : static_cast<std::int32_t>(std::clamp(static_cast<double>(steps) + zeroPoint, low, high));
}

Tensor quantizeConstant(const Tensor& real, const QuantParams& params) {
    Tensor integers = Tensor::makeZeros(params.type, real.dims());
    const std::span<const float> x = real.data<float>();
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::int32_t q = quantizeToInteger(x[i], params.scales[0], params.type, params.zeroPoint());
        if (params.type == DataType::Int16)
            integers.mutableData<std::int16_t>()[i] = static_cast<std::int16_t>(q);
        else
            integers.mutableData<std::int8_t>()[i] = static_cast<std::int8_t>(q);
    }
    return integers;
}

QuantizedWeights quantizeWeights(const Tensor& weight, std::int32_t axis, const Tensor& bias, std::int64_t biasChannels, float inputScale,
                                 const NumericsSpec& numerics, const QuantParams* given, bool hasWideSums, std::int32_t bits) {
    const float largest = bits == 4 ? 7.0f : bits == 16 ? 32767.0f : 127.0f;
    if (bits != 8) given = nullptr;
    const double largestBias = bits == 16 || (given && hasWideSums) ? kLargestInt32 : kLargestBias;
    const ChannelView view(weight, axis);
    const std::size_t channels = view.channels;
    const std::span<const float> w = weight.data<float>();
    std::vector<ChannelPeaks> peaks(channels);
    view.forEachStretch(w.size(), [&](std::size_t channel, std::size_t from, std::size_t to) {
        float peak = peaks[channel].weight;
        for (std::size_t i = from; i < to; ++i)
            peak = std::max(peak, std::fabs(w[i]));
        peaks[channel].weight = peak;
    });
    const std::span<const float> b = bias.isPresent() ? bias.data<float>() : std::span<const float>();
    const auto biasAt = [&](std::int64_t c) { return b.size() == 1 ? b[0] : b[static_cast<std::size_t>(c)]; };
    for (std::int64_t c = 0; !b.empty() && c < biasChannels; ++c) {
        float& peak = peaks[axis < 0 ? 0 : static_cast<std::size_t>(c)].bias;
        peak = std::max(peak, std::fabs(biasAt(c)));
    }

    QuantizedWeights result;
    std::vector<float> scales, biasScales;
    for (std::size_t c = 0; c < channels; ++c) {
        const float kept = givenScale(given, axis, c, peaks[c], inputScale, numerics, largestBias);
        result.heldScales += kept > 0;
        scales.push_back(kept > 0 ? kept : weightScale(peaks[c], inputScale, largest, numerics, bits == 16 ? kLargestInt32 : kLargestBias));
        biasScales.push_back(inputScale * scales.back());
    }
    const DataType type = bits == 16 ? DataType::Int16 : DataType::Int8;
    result.weight = Tensor::makeZeros(type, weight.dims());
    const auto round = [&]<class T>(std::span<T> q) {
        view.forEachStretch(w.size(), [&](std::size_t channel, std::size_t from, std::size_t to) {
            const float scale = scales[channel];
            for (std::size_t i = from; i < to; ++i)
                q[i] = static_cast<T>(roundedWithin(w[i] / scale, largest));
        });
    };
    bits == 16 ? round(result.weight.mutableData<std::int16_t>()) : round(result.weight.mutableData<std::int8_t>());
    if (!b.empty()) {
        result.bias = Tensor::makeZeros(DataType::Int32, {biasChannels});
        for (std::int64_t c = 0; c < biasChannels; ++c)
            result.bias.mutableData<std::int32_t>()[static_cast<std::size_t>(c)] = static_cast<std::int32_t>(
                std::clamp(biasInteger(biasAt(c), biasScales[axis < 0 ? 0 : static_cast<std::size_t>(c)]), -largestBias, largestBias));
        result.biasParams = {DataType::Int32, biasScales, std::vector<std::int32_t>(channels, 0), axis < 0 ? -1 : 0};
    }
    result.weightParams = {type, std::move(scales), std::vector<std::int32_t>(channels, 0), axis, bits == 4 ? 4 : 0};
    return result;
}

} // namespace lathe
