#pragma once

#include "core/program/quantized_graph.h"
#include "core/simulator/functional/window.h"

#include <optional>
#include <span>
#include <vector>

namespace lathe {

/// A convolution or matrix product with constant weights as what it is: in each group of channels a matrix of `rows` × `size` weights
/// that multiplies columns of inputs ("patches"), one for each position of the output.
class WeightMatrix {
public:
    /// Nothing for other nodes (ConvTranspose among them), and where shapes are not fixed.
    static std::optional<WeightMatrix> of(const Graph& graph, NodeId node);

    std::int64_t groups() const { return m_groups; }
    std::int64_t rows() const { return m_rows; } ///< of one group; output channels are groups × rows
    std::int64_t size() const { return m_size; }
    std::int64_t positions() const { return m_positions; } ///< of the output
    bool isConvolution() const { return m_window.has_value(); }
    /// Where the weight stands among the elements of the node's second input.
    std::size_t weightIndex(std::int64_t channel, std::int64_t element) const {
        return static_cast<std::size_t>(channel * m_channelStride + element * m_elementStride);
    }
    /// The patch of one position, from the node's first input as real numbers.
    void gather(std::span<const float> input, std::int64_t group, std::int64_t position, std::span<float> patch) const;
    /// The sum of the patches of these positions, all groups one after the other, from the input's integers as they lie; `zero` is their
    /// zero point. Channels last are those of a convolution alone, here and below.
    std::vector<std::int64_t> sumOfPatches(const Tensor& integers, bool isChannelsLast, std::int32_t zero,
                                           std::span<const std::int64_t> positions) const;
    /// The result at one position in every channel, from the node's output as it lies.
    void channelsAt(std::span<const float> output, std::int64_t position, std::span<float> channels, bool isChannelsLast = false) const;

private:
    template <class T>
    void addWindows(std::span<const T> input, bool isChannelsLast, std::int32_t zero, std::span<const std::int64_t> positions,
                    std::span<std::int64_t> sums) const;
    template <class T>
    void addPatches(std::span<const T> input, bool isChannelsLast, std::int32_t zero, std::span<const std::int64_t> positions,
                    std::span<std::int64_t> sums) const;

    std::int64_t m_groups = 1, m_rows = 0, m_size = 0, m_positions = 0, m_channelStride = 0, m_elementStride = 1;
    std::optional<SlidingWindow> m_window; ///< of a convolution
    std::int64_t m_inputChannels = 0;      ///< of one group
};

} // namespace lathe
