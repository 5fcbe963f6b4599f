#include "core/pipeline/samples/sample_records.h"

#include <cmath>

namespace lathe {
namespace {

constexpr std::int64_t kMostChannels = 4096;

/// Elements as [outer, channels, inner].
struct Channels {
    std::int64_t outer = 1, count = 1, inner = 1;
};

Channels channelsOf(const Tensor& tensor, std::optional<std::size_t> axis) {
    Channels channels;
    if (!axis) return {1, 1, tensor.elementCount()};
    for (std::size_t i = 0; i < tensor.dims().size(); ++i)
        (i < *axis ? channels.outer : i == *axis ? channels.count : channels.inner) *= tensor.dims()[i];
    return channels;
}

struct ChannelSum {
    double sum = 0;
    bool hasValue = false;
};

std::vector<ChannelSum> sumsOf(std::span<const float> values, const Channels& channels) {
    std::vector<ChannelSum> sums(static_cast<std::size_t>(channels.count));
    const float* value = values.data();
    for (std::int64_t outer = 0; outer < channels.outer; ++outer)
        for (ChannelSum& channel : sums) {
            double sum = 0;
            bool hasValue = channel.hasValue;
            for (const float* end = value + channels.inner; value != end; ++value) {
                sum += *value;
                hasValue |= *value != 0;
            }
            channel.sum += sum;
            channel.hasValue = hasValue;
        }
    return sums;
}

SampleRecord recordOf(std::span<const float> values) {
    SampleRecord record;
    if (values.empty()) return record;
    float min = values[0], max = values[0];
    double sum = 0, squares = 0;
    bool isWhole = true;
    for (const float value : values) {
        min = std::min(min, value);
        max = std::max(max, value);
        sum += value;
        squares += double(value) * value;
        isWhole &= value == std::nearbyint(value);
    }
    const double count = double(values.size());
    record.min = min;
    record.max = max;
    record.mean = sum / count;
    record.deviation = std::sqrt(std::max(0.0, squares / count - record.mean * record.mean));
    record.isWhole = isWhole;
    return record;
}

} // namespace

std::optional<std::size_t> channelAxis(const InputSpec& spec, const Tensor& tensor) {
    if (tensor.rank() < 3 || spec.typeRuntime == "nv12") return std::nullopt;
    const std::size_t axis = tensor.rank() == 4 && spec.layoutTrain == "NHWC" ? 3 : 1;
    return tensor.dims()[axis] <= kMostChannels ? std::optional(axis) : std::nullopt;
}

void SampleRecords::note(std::int64_t sample, std::size_t input, const Tensor& tensor, const InputSpec& spec) {
    const Tensor real = tensor.toFloat();
    const auto values = real.data<float>();
    SampleRecord record = recordOf(values);
    record.content = Hasher().add(tensor.storedBytes()).finish();
    const auto axis = channelAxis(spec, tensor);
    const Channels channels = channelsOf(tensor, axis);
    const std::vector<ChannelSum> sums = sumsOf(values, channels);
    if (axis && channels.count == 3) {
        const double pixels = double(std::max<std::int64_t>(1, channels.outer * channels.inner));
        record.firstMean = sums.front().sum / pixels;
        record.lastMean = sums.back().sum / pixels;
    }
    std::lock_guard lock(m_mutex);
    m_records[slot(sample, input)] = record;
    if (!axis) return;
    std::vector<bool>& hasValue = m_hasValue[input];
    hasValue.resize(sums.size());
    for (std::size_t c = 0; c < sums.size(); ++c)
        if (sums[c].hasValue) hasValue[c] = true;
}

std::optional<SampleRecord> SampleRecords::find(std::int64_t sample, std::size_t input) const {
    std::lock_guard lock(m_mutex);
    return m_records[slot(sample, input)];
}

std::vector<bool> SampleRecords::channelsWithValues(std::size_t input) const {
    std::lock_guard lock(m_mutex);
    return m_hasValue[input];
}

} // namespace lathe
