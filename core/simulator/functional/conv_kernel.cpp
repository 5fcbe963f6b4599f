#include "core/simulator/functional/accumulate.h"
#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/kernel.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace lathe {
namespace {

/// Factor of each output channel: s_x · s_w[c] / s_y.
std::vector<Requantizer> channelRequantizers(const KernelSource& source, std::int64_t channels) {
    const Node& node = source.node();
    const QuantParams& weight = *source.network.paramsOf(node.inputs[1]);
    const double inputScale = source.scaleOf(node.inputs[0]), outputScale = source.scaleOf(node.outputs[0]);
    std::vector<Requantizer> requantizers;
    for (std::int64_t c = 0; c < channels; ++c) {
        const double weightScale = weight.scales[weight.isPerChannel() ? static_cast<std::size_t>(c) : 0];
        requantizers.push_back(source.requantizerBy(inputScale * weightScale / outputScale));
    }
    return requantizers;
}

/// Everything about a convolution but its types.
struct ConvParts {
    ConvShape shape;
    Tensor weights, bias;
    std::vector<Requantizer> requantizers;
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::int32_t zero = 0; ///< of the input
};

bool hasPadding(const SlidingWindow& window) {
    return window.padBegin[0] != 0 || window.padBegin[1] != 0 || window.padEnd[0] != 0 || window.padEnd[1] != 0;
}

/// The same convolution over an input that has its padding already.
ConvShape withoutPadding(ConvShape shape) {
    for (std::size_t i = 0; i < 2; ++i) {
        shape.window.input[i] += shape.window.padBegin[i] + shape.window.padEnd[i];
        shape.window.padBegin[i] = shape.window.padEnd[i] = 0;
    }
    return shape;
}

/// x with its padding, all of it `zero`, into `padded`.
void pad(const ConvShape& shape, const std::int8_t* x, std::int8_t zero, std::vector<std::int8_t>& padded) {
    const SlidingWindow& window = shape.window;
    const std::int64_t height = window.input[0], width = window.input[1], wide = width + window.padBegin[1] + window.padEnd[1],
                       high = height + window.padBegin[0] + window.padEnd[0], planes = shape.batch * shape.inputChannels;
    padded.assign(static_cast<std::size_t>(planes * high * wide), zero);
    for (std::int64_t p = 0; p < planes; ++p)
        for (std::int64_t y = 0; y < height; ++y)
            std::memcpy(padded.data() + (p * high + y + window.padBegin[0]) * wide + window.padBegin[1], x + (p * height + y) * width,
                        static_cast<std::size_t>(width));
}

template <class In, class Weight, class Accumulator, class Out>
class ConvKernel final : public IntegerKernel {
public:
    explicit ConvKernel(ConvParts parts) : m_parts(std::move(parts)), m_bias(static_cast<std::size_t>(shape().outputChannels), 0) {
        if (m_parts.bias.isPresent()) std::ranges::copy(m_parts.bias.data<std::int32_t>(), m_bias.begin());
    }

    /// The fast paths sum q_x · q_w. With a zero point padding is written out as elements of that value, and Σ zero · q_w,
    /// the same for every output of a channel then, goes into the bias.
    void useOneDnn(bool withVnni) {
        if constexpr (sizeof(Accumulator) == 4) {
            if (weights().empty()) return;
            const auto isNegative = [](std::int64_t amount) { return amount < 0; };
            const SlidingWindow& window = shape().window;
            m_isPadded = m_parts.zero != 0 && hasPadding(window);
            if (m_isPadded && (std::ranges::any_of(window.padBegin, isNegative) || std::ranges::any_of(window.padEnd, isNegative))) return;
            m_fast = PackedConvolution::create(m_isPadded ? withoutPadding(shape()) : shape(), weights(), withVnni);
            m_fastBias = m_bias;
            const std::size_t perChannel = weights().size() / m_bias.size();
            for (std::size_t i = 0; i < weights().size(); ++i)
                m_fastBias[i / perChannel] -= m_parts.zero * weights()[i];
        }
    }

    bool supportsRegions() const override { return m_fast == nullptr && m_parts.dims.size() == 4; }

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(m_parts.type, m_parts.dims);
        if (m_fast)
            runFast(inputs, output);
        else
            runRegion(inputs, output, {0, shape().window.output[0], 0, shape().outputChannels});
        return std::vector<Tensor>{std::move(output)};
    }

    void runRegion(std::span<const Tensor> inputs, Tensor& output, const Region& region) const override {
        const In* x = inputs[0].data<In>().data();
        std::vector<Accumulator> row(static_cast<std::size_t>(shape().window.output[1]));
        for (std::int64_t n = 0; n < shape().batch; ++n)
            for (std::int64_t c = region.channelBegin; c < region.channelEnd; ++c)
                for (std::int64_t y = region.rowBegin; y < region.rowEnd; ++y) {
                    accumulateRow(shape(), x, m_parts.zero, weights().data(), n, c, y, row.data());
                    finishRow(row, m_bias, c, outputRow(output, n, c, y));
                }
    }

private:
    const ConvShape& shape() const { return m_parts.shape; }
    std::span<const Weight> weights() const { return m_parts.weights.data<Weight>(); }

    Out* outputRow(Tensor& output, std::int64_t n, std::int64_t c, std::int64_t y) const {
        const std::int64_t offset = ((n * shape().outputChannels + c) * shape().window.output[0] + y) * shape().window.output[1];
        return output.mutableData<Out>().data() + offset;
    }

    void finishRow(std::span<Accumulator> row, const std::vector<Accumulator>& biases, std::int64_t channel, Out* out) const {
        const Accumulator bias = biases[static_cast<std::size_t>(channel)];
        for (Accumulator& sum : row)
            sum += bias;
        m_parts.requantizers[static_cast<std::size_t>(channel)].template applyRow<Accumulator, Out>(row, out);
    }

    void runFast(std::span<const Tensor> inputs, Tensor& output) const {
        if constexpr (sizeof(Accumulator) == 4) {
            // Kept by each thread: fresh memory of megabytes for each layer would cost more than the sums.
            thread_local std::vector<Accumulator> sums;
            thread_local std::vector<std::int8_t> padded;
            sums.resize(std::max(sums.size(), static_cast<std::size_t>(output.elementCount())));
            const In* x = inputs[0].data<In>().data();
            if (m_isPadded) pad(shape(), x, static_cast<std::int8_t>(m_parts.zero), padded);
            m_fast->run(m_isPadded ? padded.data() : x, sums.data());
            const auto plane = static_cast<std::size_t>(shape().outputPlane());
            for (std::int64_t n = 0; n < shape().batch; ++n)
                for (std::int64_t c = 0; c < shape().outputChannels; ++c) {
                    const std::size_t first = static_cast<std::size_t>(n * shape().outputChannels + c) * plane;
                    finishRow(std::span(sums).subspan(first, plane), m_fastBias, c, output.mutableData<Out>().data() + first);
                }
        }
    }

    ConvParts m_parts;
    std::vector<Accumulator> m_bias, m_fastBias;
    bool m_isPadded = false;
    std::unique_ptr<PackedConvolution> m_fast;
};

/// Whether every sum of int8 products with its bias stays within 32 bits, whatever the input.
bool fitsInt32(const ConvParts& parts) {
    const std::int64_t magnitude = std::max(127 - parts.zero, 128 + parts.zero);
    const std::span<const std::int8_t> weights = parts.weights.data<std::int8_t>();
    if (weights.empty()) return true;
    const std::size_t perChannel = weights.size() / static_cast<std::size_t>(parts.shape.outputChannels);
    for (std::size_t first = 0; first < weights.size(); first += perChannel) {
        std::int64_t sum = parts.bias.isPresent() ? std::abs(std::int64_t(parts.bias.data<std::int32_t>()[first / perChannel])) : 0;
        for (const std::int8_t weight : weights.subspan(first, perChannel))
            sum += magnitude * std::abs(int(weight));
        if (sum > INT32_MAX) return false;
    }
    return true;
}

template <class In, class Weight, class Accumulator>
std::unique_ptr<IntegerKernel> makeTyped(ConvParts parts, IntegerPath path) {
    const auto make = [&](auto kernel) -> std::unique_ptr<IntegerKernel> {
        if (path != IntegerPath::Reference) kernel->useOneDnn(path == IntegerPath::Vnni);
        return kernel;
    };
    if (parts.type == DataType::Int16) return make(std::make_unique<ConvKernel<In, Weight, Accumulator, std::int16_t>>(std::move(parts)));
    return make(std::make_unique<ConvKernel<In, Weight, Accumulator, std::int8_t>>(std::move(parts)));
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeConvKernel(const KernelSource& source) {
    const Node& node = source.node();
    const auto inputDims = source.staticDims(node.inputs[0]);
    ConvParts parts;
    parts.weights = source.network.integers.at(node.inputs[1]);
    if (node.input(2).isValid()) parts.bias = source.network.integers.at(node.input(2));
    parts.shape.batch = inputDims[0];
    parts.shape.inputChannels = inputDims[1];
    parts.shape.outputChannels = parts.weights.dim(0);
    parts.shape.groups = node.intAttribute("group", 1);
    LATHE_TRY(parts.shape.window, slidingWindowOf(node, inputDims, source.staticDims(node.outputs[0]),
                                                  {parts.weights.dims().begin() + 2, parts.weights.dims().end()}));
    parts.requantizers = channelRequantizers(source, parts.shape.outputChannels);
    parts.dims = source.staticDims(node.outputs[0]);
    parts.type = source.typeOf(node.outputs[0]);
    parts.zero = source.zeroPointOf(node.inputs[0]);
    const bool wideIn = source.typeOf(node.inputs[0]) == DataType::Int16, wideWeights = parts.weights.type() == DataType::Int16;
    if (wideIn)
        return wideWeights ? makeTyped<std::int16_t, std::int16_t, std::int64_t>(std::move(parts), source.path)
                           : makeTyped<std::int16_t, std::int8_t, std::int64_t>(std::move(parts), source.path);
    if (wideWeights) return makeTyped<std::int8_t, std::int16_t, std::int64_t>(std::move(parts), source.path);
    return fitsInt32(parts) ? makeTyped<std::int8_t, std::int8_t, std::int32_t>(std::move(parts), source.path)
                            : makeTyped<std::int8_t, std::int8_t, std::int64_t>(std::move(parts), source.path);
}

} // namespace lathe
