#include "core/analysis/weight_matrix.h"

#include "core/quantization/integer_rules.h"

#include <algorithm>

namespace lathe {
namespace {

std::optional<std::vector<std::int64_t>> dimsOf(const Graph& graph, ValueId value) {
    const auto& shape = graph.value(value).shape;
    return shape ? shape->known() : std::nullopt;
}

} // namespace

std::optional<WeightMatrix> WeightMatrix::of(const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    const IntegerRule* rule = findIntegerRule(node);
    if (!rule || rule->kind != IntegerKind::Mac || rule->role(graph, node, 1) != InputRole::Weight || node.opType == "ConvTranspose")
        return std::nullopt;
    const Tensor& weight = *graph.constantOf(node.input(1));
    const auto input = dimsOf(graph, node.input(0)), output = dimsOf(graph, node.output());
    if (!input || !output || weight.elementCount() == 0) return std::nullopt;
    WeightMatrix matrix;
    const std::int64_t channels = outputChannels(node, weight);
    if (node.opType == "Conv") {
        const std::vector<std::int64_t> kernel(weight.dims().begin() + 2, weight.dims().end());
        auto window = slidingWindowOf(node, *input, *output, kernel);
        if (!window) return std::nullopt;
        matrix.m_window = *window;
        matrix.m_groups = node.intAttribute("group", 1);
        matrix.m_inputChannels = weight.dim(1);
        matrix.m_positions = input->front() * window->output[0] * window->output[1];
    } else {
        matrix.m_positions = channels == 0 ? 0 : graph.value(node.output()).shape->elementCount().value_or(0) / channels;
    }
    matrix.m_rows = channels / matrix.m_groups;
    matrix.m_size = weight.elementCount() / channels;
    const bool isRowByRow = weightAxis(node) == 0;
    matrix.m_channelStride = isRowByRow ? matrix.m_size : 1;
    matrix.m_elementStride = isRowByRow ? 1 : channels;
    return matrix;
}

void WeightMatrix::gather(std::span<const float> input, std::int64_t group, std::int64_t position, std::span<float> patch) const {
    if (!m_window) {
        std::copy_n(input.begin() + position * m_size, m_size, patch.begin());
        return;
    }
    const SlidingWindow& w = *m_window;
    const std::int64_t plane = w.output[0] * w.output[1], image = position / plane, row = position % plane / w.output[1],
                       column = position % w.output[1];
    const std::int64_t allChannels = m_groups * m_inputChannels;
    std::size_t at = 0;
    if (w.kernel[0] == 1 && w.kernel[1] == 1 && w.padBegin[0] == 0 && w.padBegin[1] == 0) { // inside in every channel alike
        const std::int64_t area = w.input[0] * w.input[1];
        const std::int64_t first =
            (image * allChannels + group * m_inputChannels) * area + row * w.stride[0] * w.input[1] + column * w.stride[1];
        for (; at < patch.size(); ++at)
            patch[at] = input[static_cast<std::size_t>(first) + at * static_cast<std::size_t>(area)];
        return;
    }
    for (std::int64_t channel = 0; channel < m_inputChannels; ++channel) {
        const std::int64_t base = (image * allChannels + group * m_inputChannels + channel) * w.input[0] * w.input[1];
        for (std::int64_t y = 0; y < w.kernel[0]; ++y)
            for (std::int64_t x = 0; x < w.kernel[1]; ++x) {
                const std::int64_t h = row * w.stride[0] - w.padBegin[0] + y * w.dilation[0];
                const std::int64_t v = column * w.stride[1] - w.padBegin[1] + x * w.dilation[1];
                const bool isInside = h >= 0 && h < w.input[0] && v >= 0 && v < w.input[1];
                patch[at++] = isInside ? input[static_cast<std::size_t>(base + h * w.input[1] + v)] : 0.0f;
            }
    }
}

namespace {

template <class T>
void addTo(std::vector<std::int32_t>& sums, const T* from, std::int64_t stride, std::int32_t zero) {
    std::int32_t* to = sums.data();
    const auto count = static_cast<std::int64_t>(sums.size());
    if (stride == 1)
        for (std::int64_t i = 0; i < count; ++i)
            to[i] += from[i] - zero;
    else
        for (std::int64_t i = 0; i < count; ++i)
            to[i] += from[i * stride] - zero;
}

} // namespace

template <class T>
void WeightMatrix::addWindows(std::span<const T> input, bool isChannelsLast, std::int32_t zero, std::span<const std::int64_t> positions,
                              std::span<std::int64_t> sums) const {
    const SlidingWindow& w = *m_window;
    const std::int64_t channels = m_groups * m_inputChannels, area = w.input[0] * w.input[1], plane = w.output[0] * w.output[1];
    const std::int64_t taps = w.kernel[0] * w.kernel[1];
    std::vector<std::int32_t> ofTap(static_cast<std::size_t>(channels)); // positions are few
    for (std::int64_t tap = 0; tap < taps; ++tap) {
        std::ranges::fill(ofTap, 0);
        for (const std::int64_t position : positions) {
            const std::int64_t image = position / plane, at = position % plane;
            const std::int64_t row = at / w.output[1] * w.stride[0] - w.padBegin[0] + tap / w.kernel[1] * w.dilation[0];
            const std::int64_t column = at % w.output[1] * w.stride[1] - w.padBegin[1] + tap % w.kernel[1] * w.dilation[1];
            if (row < 0 || row >= w.input[0] || column < 0 || column >= w.input[1]) continue; // padding is 0
            const std::int64_t pixel = row * w.input[1] + column;
            const T* from = input.data() + image * channels * area + (isChannelsLast ? pixel * channels : pixel);
            addTo(ofTap, from, isChannelsLast ? 1 : area, zero);
        }
        for (std::int64_t channel = 0; channel < channels; ++channel)
            sums[static_cast<std::size_t>(channel * taps + tap)] = ofTap[static_cast<std::size_t>(channel)];
    }
}

template <class T>
void WeightMatrix::addPatches(std::span<const T> input, bool isChannelsLast, std::int32_t zero, std::span<const std::int64_t> positions,
                              std::span<std::int64_t> sums) const {
    if (m_window) return addWindows(input, isChannelsLast, zero, positions, sums);
    for (const std::int64_t position : positions)
        for (std::int64_t i = 0; i < m_size; ++i)
            sums[static_cast<std::size_t>(i)] += input[static_cast<std::size_t>(position * m_size + i)] - zero;
}

std::vector<std::int64_t> WeightMatrix::sumOfPatches(const Tensor& integers, bool isChannelsLast, std::int32_t zero,
                                                     std::span<const std::int64_t> positions) const {
    std::vector<std::int64_t> sums(static_cast<std::size_t>(m_groups * m_size));
    if (integers.type() == DataType::Int16)
        addPatches(integers.data<std::int16_t>(), isChannelsLast, zero, positions, sums);
    else if (integers.type() == DataType::Uint8)
        addPatches(integers.data<std::uint8_t>(), isChannelsLast, zero, positions, sums);
    else
        addPatches(integers.data<std::int8_t>(), isChannelsLast, zero, positions, sums);
    return sums;
}

void WeightMatrix::channelsAt(std::span<const float> output, std::int64_t position, std::span<float> channels, bool isChannelsLast) const {
    const std::int64_t count = m_groups * m_rows;
    if (!m_window || isChannelsLast) {
        std::copy_n(output.begin() + position * count, count, channels.begin());
        return;
    }
    const std::int64_t plane = m_window->output[0] * m_window->output[1], image = position / plane, within = position % plane;
    for (std::int64_t channel = 0; channel < count; ++channel)
        channels[static_cast<std::size_t>(channel)] = output[static_cast<std::size_t>((image * count + channel) * plane + within)];
}

} // namespace lathe
