#include "core/simulator/functional/vector_pooling.h"

#include "core/simulator/functional/channel_scales.h"
#include "core/simulator/functional/element_order.h"
#include "core/simulator/functional/scratch.h"

#include <algorithm>
#include <cstring>

namespace lathe {
namespace {

/// The rows and channels of a region of a pooled picture.
struct PixelRange {
    std::int64_t rowBegin = 0, rowEnd = 0, firstChannel = 0, channels = 0;
};

/// Pixels of a channels-last tensor.
struct Pixels {
    std::int64_t batch = 1, channels = 1, size = 1; ///< size: bytes of an element
    SlidingWindow window;

    /// Visits the input pixels (in bytes from the start) that the window of an output covers.
    template <class Visit>
    void forEachTap(std::int64_t n, std::int64_t oy, std::int64_t ox, Visit visit) const {
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky) {
            const std::int64_t y = oy * window.stride[0] - window.padBegin[0] + ky * window.dilation[0];
            if (y < 0 || y >= window.input[0]) continue;
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
                const std::int64_t x = ox * window.stride[1] - window.padBegin[1] + kx * window.dilation[1];
                if (x >= 0 && x < window.input[1]) visit(((n * window.input[0] + y) * window.input[1] + x) * channels * size);
            }
        }
    }
    /// Outputs of another rank (reductions) are computed whole.
    PixelRange rangeOf(const std::vector<std::int64_t>& outputDims, const Region& region) const {
        if (outputDims.size() != 4) return {0, window.output[0], 0, channels};
        return {region.rowBegin, region.rowEnd, region.channelBegin, region.channelEnd - region.channelBegin};
    }
    std::int64_t outputAt(std::int64_t n, std::int64_t oy, std::int64_t ox) const {
        return ((n * window.output[0] + oy) * window.output[1] + ox) * channels;
    }
};

Pixels pixelsOf(const KernelSource& source, const SlidingWindow& window) {
    const auto input = source.staticDims(source.node().inputs[0]);
    return {input[0], input[1], source.typeOf(source.node().inputs[0]) == DataType::Int16 ? 2 : 1, window};
}

class VectorAverage final : public OrderedKernel {
public:
    VectorAverage(const KernelSource& source, const AverageSource& average)
        : OrderedKernel(*source.vectors, source.staticDims(source.node().outputs[0]), source.typeOf(source.node().outputs[0])),
          m_pixels(pixelsOf(source, average.window)), m_average(average) {
        for (const auto& [count, requantizer] : average.requantizers)
            m_scales.try_emplace(count, std::vector{requantizer}, m_pixels.channels, false, type(), *source.vectors);
    }
    ElementOrder order() const override { return ElementOrder::ChannelsLast; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange& bounds) const override {
        thread_local Scratch memory;
        const PixelRange part = m_pixels.rangeOf(dims(), region);
        auto* sums = memory.elements<std::int32_t>(part.channels);
        const std::byte* x = inputs[0].bytes().data() + part.firstChannel * m_pixels.size;
        const auto add = m_pixels.size == 2 ? vectors().addWords : vectors().addBytes;
        const SlidingWindow& window = m_pixels.window;
        for (std::int64_t n = 0; n < m_pixels.batch; ++n)
            for (std::int64_t oy = part.rowBegin; oy < part.rowEnd; ++oy)
                for (std::int64_t ox = 0; ox < window.output[1]; ++ox) {
                    std::int64_t taps = 0;
                    std::fill_n(sums, part.channels, 0);
                    m_pixels.forEachTap(n, oy, ox, [&](std::int64_t at) {
                        add(x + at, part.channels, sums);
                        ++taps;
                    });
                    for (std::int64_t c = 0; m_average.zero != 0 && c < part.channels; ++c)
                        sums[c] -= static_cast<std::int32_t>(taps * m_average.zero);
                    RequantizeTile tile;
                    tile.sums = sums;
                    tile.rows = 1;
                    tile.channels = part.channels;
                    tile.firstChannel = part.firstChannel;
                    tile.out = output.mutableData<std::byte>().data() +
                               (m_pixels.outputAt(n, oy, ox) + part.firstChannel) * (type() == DataType::Int16 ? 2 : 1);
                    m_scales.at(m_average.counts[static_cast<std::size_t>(oy * window.output[1] + ox)]).run(tile, bounds);
                }
    }

private:
    Pixels m_pixels;
    AverageSource m_average;
    std::map<std::int64_t, ChannelScales> m_scales;
};

class VectorMaxPool final : public OrderedKernel {
public:
    VectorMaxPool(const KernelSource& source, const SlidingWindow& window)
        : OrderedKernel(*source.vectors, source.staticDims(source.node().outputs[0]), source.typeOf(source.node().outputs[0])),
          m_pixels(pixelsOf(source, window)) {}
    ElementOrder order() const override { return ElementOrder::ChannelsLast; }
    bool takesBounds() const override { return false; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region& region, const IntegerRange&) const override {
        const PixelRange part = m_pixels.rangeOf(dims(), region);
        const std::byte* x = inputs[0].bytes().data() + part.firstChannel * m_pixels.size;
        const auto maximum = m_pixels.size == 2 ? vectors().maxWords : vectors().maxBytes;
        for (std::int64_t n = 0; n < m_pixels.batch; ++n)
            for (std::int64_t oy = part.rowBegin; oy < part.rowEnd; ++oy)
                for (std::int64_t ox = 0; ox < m_pixels.window.output[1]; ++ox) {
                    std::byte* out =
                        output.mutableData<std::byte>().data() + (m_pixels.outputAt(n, oy, ox) + part.firstChannel) * m_pixels.size;
                    bool isFirst = true;
                    m_pixels.forEachTap(n, oy, ox, [&](std::int64_t at) {
                        if (isFirst)
                            std::memcpy(out, x + at, static_cast<std::size_t>(part.channels * m_pixels.size));
                        else
                            maximum(x + at, part.channels, out);
                        isFirst = false;
                    });
                }
    }

private:
    Pixels m_pixels;
};

/// Along the channels.
class VectorConcat final : public OrderedKernel {
public:
    bool takesBounds() const override { return false; }
    VectorConcat(const KernelSource& source, std::span<const std::optional<Requantizer>> requantizers)
        : OrderedKernel(*source.vectors, source.staticDims(source.node().outputs[0]), source.typeOf(source.node().outputs[0])) {
        const std::vector<ValueId>& inputs = source.node().inputs;
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            Part& part = m_parts.emplace_back();
            part.channels = source.staticDims(inputs[i])[1];
            part.isWide = source.typeOf(inputs[i]) == DataType::Int16;
            part.zero = source.zeroPointOf(inputs[i]);
            if (requantizers[i]) part.scales.emplace(std::vector{*requantizers[i]}, part.channels, false, type(), *source.vectors);
        }
    }
    ElementOrder order() const override { return ElementOrder::ChannelsLast; }
    bool supportsRegions() const override { return false; }

    void runOrdered(std::span<const Tensor> inputs, Tensor& output, const Region&, const IntegerRange& bounds) const override {
        std::int64_t before = 0;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            copy(m_parts[i], inputs[i], output, before, bounds);
            before += m_parts[i].channels;
        }
    }

private:
    struct Part {
        std::int64_t channels = 0, zero = 0;
        bool isWide = false;
        std::optional<ChannelScales> scales; ///< none: the same scale
    };

    void copy(const Part& part, const Tensor& input, Tensor& output, std::int64_t before, const IntegerRange& bounds) const {
        thread_local Scratch memory;
        const std::int64_t size = type() == DataType::Int16 ? 2 : 1, inputSize = part.isWide ? 2 : 1, total = dims()[1];
        const std::int64_t pixels = input.elementCount() / std::max<std::int64_t>(1, part.channels);
        auto* sums = memory.elements<std::int32_t>(part.channels);
        for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
            const std::byte* x = input.bytes().data() + pixel * part.channels * inputSize;
            std::byte* out = output.mutableData<std::byte>().data() + (pixel * total + before) * size;
            if (!part.scales) {
                std::memcpy(out, x, static_cast<std::size_t>(part.channels * size));
                continue;
            }
            std::fill_n(sums, part.channels, static_cast<std::int32_t>(-part.zero));
            (part.isWide ? vectors().addWords : vectors().addBytes)(x, part.channels, sums);
            RequantizeTile tile;
            tile.sums = sums;
            tile.rows = 1;
            tile.channels = part.channels;
            tile.out = out;
            part.scales->run(tile, bounds);
        }
    }

    std::vector<Part> m_parts;
};

bool coversSomething(const SlidingWindow& window, std::size_t axis) {
    for (std::int64_t o = 0; o < window.output[axis]; ++o) {
        bool isCovered = false;
        for (std::int64_t k = 0; k < window.kernel[axis]; ++k) {
            const std::int64_t at = o * window.stride[axis] - window.padBegin[axis] + k * window.dilation[axis];
            isCovered |= at >= 0 && at < window.input[axis];
        }
        if (!isCovered) return false;
    }
    return true;
}

} // namespace

std::unique_ptr<IntegerKernel> makeVectorAverage(const KernelSource& source, const AverageSource& average) {
    const auto input = source.staticDims(source.node().inputs[0]), output = source.staticDims(source.node().outputs[0]);
    const std::int64_t outputs = elementCountOf(output).value_or(0), taps = average.window.kernel[0] * average.window.kernel[1];
    const bool isPooling = input.size() == 4 && outputs == input[0] * input[1] * average.window.output[0] * average.window.output[1];
    const bool isOfPlanes = isPooling && (output.size() == 4 || average.window.output[0] * average.window.output[1] == 1);
    if (!isOfPlanes || taps > 32768) return nullptr; // sums of 16-bit elements stay within 32 bits
    return std::make_unique<VectorAverage>(source, average);
}

std::unique_ptr<IntegerKernel> makeVectorMaxPool(const KernelSource& source) {
    const Node& node = source.node();
    const auto input = source.staticDims(node.inputs[0]), output = source.staticDims(node.outputs[0]);
    if (input.size() != 4 || node.outputs.size() != 1) return nullptr;
    const auto window = slidingWindowOf(node, input, output, node.intsAttribute("kernel_shape"));
    if (!window || !coversSomething(*window, 0) || !coversSomething(*window, 1)) return nullptr;
    return std::make_unique<VectorMaxPool>(source, *window);
}

std::unique_ptr<IntegerKernel> makeVectorConcat(const KernelSource& source, std::span<const std::optional<Requantizer>> requantizers) {
    const Node& node = source.node();
    const auto output = source.staticDims(node.outputs[0]);
    const std::int64_t axis = node.intAttribute("axis", 1), rank = static_cast<std::int64_t>(output.size());
    const bool isConstant = std::ranges::any_of(node.inputs, [&](ValueId id) { return source.network.integers.contains(id); });
    if ((axis < 0 ? axis + rank : axis) != 1 || rank < 3 || isConstant) return nullptr;
    return std::make_unique<VectorConcat>(source, requantizers);
}

} // namespace lathe
