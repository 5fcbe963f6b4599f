#include "core/simulator/functional/vector_convolution.h"

#include "core/simulator/functional/element_order.h"
#include "core/simulator/functional/product_rows.h"
#include "core/simulator/functional/scratch.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace lathe {
namespace {

constexpr std::int64_t kPanelBytes = 24 * 1024; // of the first cache, beside weights and sums
constexpr std::int64_t kDepthwiseOutputs = 32;  // of a row at a time: the same

std::int64_t sizeOf(DataType type) {
    return type == DataType::Int16 ? 2 : 1;
}

/// Elements as 16-bit integers, whatever the weights are.
std::vector<std::int16_t> widenedWeights(const Tensor& weights) {
    if (weights.type() == DataType::Int16) return {weights.data<std::int16_t>().begin(), weights.data<std::int16_t>().end()};
    return {weights.data<std::int8_t>().begin(), weights.data<std::int8_t>().end()};
}

/// Convolutions as products of weights with the window of each pixel, which is copied row after row into a panel.
class WindowConvolution final : public OrderedKernel {
public:
    WindowConvolution(const ConvolutionSource& source, const VectorKernels& vectors)
        : OrderedKernel(vectors, source.dims, source.output), m_shape(source.shape), m_inputSize(sizeOf(source.input)),
          m_zero(source.zero) {
        for (std::int64_t g = 0; g < m_shape.groups; ++g)
            m_groups.emplace_back(productOf(source, g), vectors);
        m_weights = {};
    }
    ElementOrder order() const override { return ElementOrder::ChannelsLast; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange& bounds) const override {
        const SlidingWindow& window = m_shape.window;
        const bool isWhole = dims().size() != 4;
        const std::int64_t first = isWhole ? 0 : region.rowBegin * window.output[1];
        const std::int64_t last = isWhole ? m_shape.outputPlane() : region.rowEnd * window.output[1];
        const std::int64_t perGroup = m_shape.outputsPerGroup();
        for (std::int64_t n = 0; n < m_shape.batch; ++n)
            for (std::int64_t g = 0; g < m_shape.groups; ++g) {
                const std::int64_t begin = isWhole ? 0 : std::max<std::int64_t>(0, region.channelBegin - g * perGroup);
                const std::int64_t end = isWhole ? perGroup : std::min(perGroup, region.channelEnd - g * perGroup);
                if (begin < end) runGroup(inputs[0], output, n, g, {first, last}, {begin, end}, bounds);
            }
    }

private:
    struct Interval {
        std::int64_t begin, end;
    };

    ProductSource productOf(const ConvolutionSource& source, std::int64_t group) {
        const std::int64_t outputs = m_shape.outputsPerGroup(), channels = m_shape.channelsPerGroup();
        const std::int64_t taps = m_shape.window.kernel[0] * m_shape.window.kernel[1], depth = channels * taps;
        const std::vector<std::int16_t> all = widenedWeights(source.weights);
        m_weights.resize(static_cast<std::size_t>(outputs * depth));
        for (std::int64_t m = 0; m < outputs; ++m) // the window lies tap by tap
            for (std::int64_t c = 0; c < channels; ++c)
                for (std::int64_t t = 0; t < taps; ++t)
                    m_weights[static_cast<std::size_t>(m * depth + t * channels + c)] =
                        all[static_cast<std::size_t>(((group * outputs + m) * channels + c) * taps + t)];
        ProductSource product;
        product.outputs = outputs;
        product.depth = depth;
        product.weights = m_weights;
        product.hasWideInput = source.input == DataType::Int16;
        product.hasWideWeights = source.weights.type() == DataType::Int16;
        product.zero = source.zero;
        const auto at = [&](auto values) {
            return values.subspan(static_cast<std::size_t>(group * outputs), static_cast<std::size_t>(outputs));
        };
        if (source.bias.isPresent()) product.bias = at(source.bias.data<std::int32_t>());
        const auto scales = at(std::span<const Requantizer>(source.requantizers));
        product.requantizers.assign(scales.begin(), scales.end());
        product.output = source.output;
        return product;
    }

    void runGroup(const Tensor& input, Tensor& output, std::int64_t n, std::int64_t g, Interval pixels, Interval outputs,
                  const IntegerRange& bounds) const {
        thread_local Scratch memory;
        const SlidingWindow& window = m_shape.window;
        const ProductRows& products = m_groups[static_cast<std::size_t>(g)];
        const std::int64_t rows = vectors().tileRows, fitting = kPanelBytes / std::max<std::int64_t>(1, products.panelStride());
        const std::int64_t step = std::max(rows, fitting / rows * rows);
        PanelJob job;
        job.image = input.bytes().data() + n * m_shape.inputChannels * window.input[0] * window.input[1] * m_inputSize;
        job.height = window.input[0];
        job.width = window.input[1];
        job.channels = m_shape.inputChannels;
        job.groupChannels = m_shape.channelsPerGroup();
        job.firstChannel = g * job.groupChannels;
        for (std::size_t i = 0; i < 2; ++i) {
            job.kernel[i] = window.kernel[i];
            job.stride[i] = window.stride[i];
            job.dilation[i] = window.dilation[i];
            job.pad[i] = window.padBegin[i];
        }
        job.outputWidth = window.output[1];
        job.panelStride = products.panelStride();
        job.panel = memory.at(step * job.panelStride);
        job.zero = m_zero;
        auto* out = output.mutableData<std::byte>().data();
        for (std::int64_t pixel = pixels.begin; pixel < pixels.end; pixel += step) {
            job.firstPixel = pixel;
            job.count = std::min(step, pixels.end - pixel);
            products.packer()(job);
            const std::int64_t at = (n * m_shape.outputPlane() + pixel) * m_shape.outputChannels + g * m_shape.outputsPerGroup();
            products.run(job.panel, job.count, outputs.begin, outputs.end, bounds, out + at * sizeOf(type()), m_shape.outputChannels);
        }
    }

    ConvShape m_shape;
    std::int64_t m_inputSize, m_zero;
    std::vector<std::int16_t> m_weights; // while packing
    std::vector<ProductRows> m_groups;
};

/// One input channel for each output channel: row by row, for as many neighbouring channels as vectors hold.
class DepthwiseConvolution final : public OrderedKernel {
public:
    /// Sums that 32 bits hold whatever the input.
    static bool isPossible(const ConvolutionSource& source) {
        const std::int64_t low = source.input == DataType::Int16 ? -32768 : -128, high = -1 - low;
        const std::int64_t magnitude = std::max(std::abs(low - source.zero), std::abs(high - source.zero));
        const std::vector<std::int16_t> weights = widenedWeights(source.weights);
        const auto taps = weights.size() / static_cast<std::size_t>(source.shape.outputChannels);
        for (std::size_t m = 0; m < static_cast<std::size_t>(source.shape.outputChannels); ++m) {
            std::int64_t sum = source.bias.isPresent() ? std::abs(std::int64_t(source.bias.data<std::int32_t>()[m])) : 0;
            for (std::size_t t = 0; t < taps; ++t)
                sum += std::abs(int(weights[m * taps + t])) * magnitude;
            if (sum > INT32_MAX) return false;
        }
        return true;
    }

    DepthwiseConvolution(const ConvolutionSource& source, const VectorKernels& vectors)
        : OrderedKernel(vectors, source.dims, source.output), m_shape(source.shape), m_inputSize(sizeOf(source.input)) {
        m_isInBlocks = vectors.hasByteDots && source.input == DataType::Int8 && source.weights.type() == DataType::Int8;
        const std::vector<std::int16_t> weights = widenedWeights(source.weights);
        makePadding(source);
        planBlocks(source.input);
        for (Block& block : m_blocks) {
            startOf(block, source, weights);
            m_isInBlocks ? packBytes(block, weights) : packWide(block, weights);
        }
        m_scales = std::make_unique<ChannelScales>(source.requantizers, m_shape.outputChannels, false, source.output, vectors);
    }
    ElementOrder order() const override { return ElementOrder::ChannelsLast; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange& bounds) const override {
        const bool isWhole = dims().size() != 4;
        const std::int64_t firstRow = isWhole ? 0 : region.rowBegin, lastRow = isWhole ? m_shape.window.output[0] : region.rowEnd;
        const std::int64_t begin = isWhole ? 0 : region.channelBegin, end = isWhole ? m_shape.outputChannels : region.channelEnd;
        for (std::int64_t n = 0; n < m_shape.batch; ++n)
            for (std::int64_t y = firstRow; y < lastRow; ++y)
                runRow(inputs[0], output, n, y, begin, end, bounds);
    }

private:
    struct Block {
        std::int64_t first = 0, channels = 0, width = 0; ///< width: channels that the kernel computes
        DepthwiseFn run = nullptr;
        std::vector<std::int8_t> weights;
        std::vector<std::int32_t> start;
    };

    void makePadding(const ConvolutionSource& source) {
        const std::int64_t elements = m_shape.window.input[1] * m_shape.inputChannels;
        m_padding.assign(static_cast<std::size_t>(elements * m_inputSize) + Scratch::kSlack, static_cast<std::int8_t>(source.zero));
        if (source.input != DataType::Int16) return;
        for (std::int64_t i = 0; i < elements; ++i) {
            const auto zero = static_cast<std::int16_t>(source.zero);
            std::memcpy(m_padding.data() + i * 2, &zero, sizeof zero);
        }
    }

    void planBlocks(DataType input) {
        const VectorKernels& kernels = vectors();
        if (!m_isInBlocks) {
            m_blocks.push_back({0,
                                m_shape.outputChannels,
                                (m_shape.outputChannels + kernels.lanes - 1) / kernels.lanes * kernels.lanes,
                                input == DataType::Int16 ? kernels.depthwiseWords : kernels.depthwiseBytes,
                                {},
                                {}});
            return;
        }
        for (std::int64_t first = 0; first < m_shape.outputChannels;) {
            const std::int64_t left = m_shape.outputChannels - first;
            const DepthwiseBlock* chosen = &kernels.byteBlocks[0];
            for (const DepthwiseBlock& each : kernels.byteBlocks)
                if (each.channels >= left) chosen = &each;
            m_blocks.push_back({first, std::min(left, chosen->channels), chosen->channels, chosen->run, {}, {}});
            first += chosen->channels;
        }
    }

    /// Bias less Σ offset · w: inputs are not freed of their zero point, and bytes are moved by 128.
    void startOf(Block& block, const ConvolutionSource& source, const std::vector<std::int16_t>& weights) const {
        const std::int64_t taps = m_shape.window.kernel[0] * m_shape.window.kernel[1], offset = source.zero + (m_isInBlocks ? 128 : 0);
        block.start.assign(static_cast<std::size_t>(block.width), 0);
        for (std::int64_t c = 0; c < block.channels; ++c) {
            std::int64_t sum = source.bias.isPresent() ? source.bias.data<std::int32_t>()[static_cast<std::size_t>(block.first + c)] : 0;
            for (std::int64_t t = 0; t < taps; ++t)
                sum -= offset * weights[static_cast<std::size_t>((block.first + c) * taps + t)];
            block.start[static_cast<std::size_t>(c)] = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum));
        }
    }

    /// [kernel column][quad of rows][channel][4 rows]
    void packBytes(Block& block, const std::vector<std::int16_t>& weights) const {
        const auto [height, width] = m_shape.window.kernel;
        const std::int64_t quads = (height + 3) / 4;
        block.weights.assign(static_cast<std::size_t>(width * quads * block.width * 4), 0);
        for (std::int64_t ky = 0; ky < height; ++ky)
            for (std::int64_t kx = 0; kx < width; ++kx)
                for (std::int64_t c = 0; c < block.channels; ++c)
                    block.weights[static_cast<std::size_t>(((kx * quads + ky / 4) * block.width + c) * 4 + ky % 4)] =
                        static_cast<std::int8_t>(weights[static_cast<std::size_t>(((block.first + c) * height + ky) * width + kx)]);
    }

    /// [tap][channel] in 32 bits
    void packWide(Block& block, const std::vector<std::int16_t>& weights) const {
        const std::int64_t taps = m_shape.window.kernel[0] * m_shape.window.kernel[1];
        block.weights.assign(static_cast<std::size_t>(taps * block.width * 4), 0);
        for (std::int64_t t = 0; t < taps; ++t)
            for (std::int64_t c = 0; c < block.channels; ++c) {
                const std::int32_t weight = weights[static_cast<std::size_t>((block.first + c) * taps + t)];
                std::memcpy(block.weights.data() + (t * block.width + c) * 4, &weight, sizeof weight);
            }
    }

    void runRow(const Tensor& input, Tensor& output, std::int64_t n, std::int64_t y, std::int64_t begin, std::int64_t end,
                const IntegerRange& bounds) const {
        thread_local Scratch columns, sumMemory;
        thread_local std::vector<const void*> rows;
        const SlidingWindow& window = m_shape.window;
        const std::byte* image = input.bytes().data() + n * window.input[0] * window.input[1] * m_shape.inputChannels * m_inputSize;
        for (const Block& block : m_blocks) {
            const std::int64_t first = std::max(begin, block.first), last = std::min(end, block.first + block.channels);
            if (first >= last) continue;
            rows.clear();
            for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky) {
                const std::int64_t row = y * window.stride[0] - window.padBegin[0] + ky * window.dilation[0];
                const bool isOutside = row < 0 || row >= window.input[0];
                rows.push_back(isOutside ? m_padding.data()
                                         : static_cast<const void*>(image + (row * window.input[1] * m_shape.inputChannels + block.first) *
                                                                                m_inputSize));
            }
            DepthwiseJob job;
            job.rows = rows.data();
            job.padding = m_padding.data();
            job.width = window.input[1];
            job.pixelStride = m_shape.inputChannels;
            job.kernel[0] = window.kernel[0];
            job.kernel[1] = window.kernel[1];
            job.stride = window.stride[1];
            job.dilation = window.dilation[1];
            job.pad = window.padBegin[1];
            job.weights = block.weights.data();
            job.start = block.start.data();
            job.channels = block.channels;
            job.sumStride = block.width;
            job.sums = sumMemory.elements<std::int32_t>(kDepthwiseOutputs * block.width);
            const std::int64_t inputColumns = (kDepthwiseOutputs - 1) * job.stride + (job.kernel[1] - 1) * job.dilation + 1;
            job.scratch = columns.at(m_isInBlocks ? inputColumns * ((job.kernel[0] + 3) / 4) * 4 * block.width
                                                  : job.kernel[0] * job.kernel[1] * std::int64_t(sizeof(void*)));
            for (job.first = 0; job.first < window.output[1]; job.first += kDepthwiseOutputs) {
                job.count = std::min(kDepthwiseOutputs, window.output[1] - job.first);
                block.run(job);
                RequantizeTile tile;
                tile.sums = job.sums + (first - block.first);
                tile.sumStride = job.sumStride;
                tile.rows = job.count;
                tile.channels = last - first;
                tile.firstChannel = first;
                const std::int64_t pixel = (n * window.output[0] + y) * window.output[1] + job.first;
                tile.out = output.mutableData<std::byte>().data() + (pixel * m_shape.outputChannels + first) * sizeOf(type());
                tile.outStride = m_shape.outputChannels;
                m_scales->run(tile, bounds);
            }
        }
    }

    ConvShape m_shape;
    std::int64_t m_inputSize;
    bool m_isInBlocks = false;
    std::vector<std::int8_t> m_padding; ///< a row of it
    std::vector<Block> m_blocks;
    std::unique_ptr<ChannelScales> m_scales;
};

} // namespace

std::unique_ptr<IntegerKernel> makeVectorConvolution(ConvolutionSource source, const VectorKernels& vectors) {
    const bool isDepthwise = source.shape.channelsPerGroup() == 1 && source.shape.outputsPerGroup() == 1 && source.shape.groups > 1;
    if (!isDepthwise) return std::make_unique<WindowConvolution>(source, vectors);
    if (!DepthwiseConvolution::isPossible(source)) return nullptr;
    return std::make_unique<DepthwiseConvolution>(source, vectors);
}

} // namespace lathe
