#include "core/simulator/functional/accumulate.h"
#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/vector_convolution.h"

#include <algorithm>
#include <cstdlib>

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

template <class In, class Weight, class Accumulator, class Out>
class ConvKernel final : public IntegerKernel {
public:
    explicit ConvKernel(ConvolutionSource parts) : m_parts(std::move(parts)), m_bias(static_cast<std::size_t>(shape().outputChannels), 0) {
        if (m_parts.bias.isPresent()) std::ranges::copy(m_parts.bias.data<std::int32_t>(), m_bias.begin());
    }

    bool supportsRegions() const override { return m_parts.dims.size() == 4; }

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(m_parts.output, m_parts.dims);
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
                    finishRow(row, c, outputRow(output, n, c, y));
                }
    }

private:
    const ConvShape& shape() const { return m_parts.shape; }
    std::span<const Weight> weights() const { return m_parts.weights.data<Weight>(); }

    Out* outputRow(Tensor& output, std::int64_t n, std::int64_t c, std::int64_t y) const {
        const std::int64_t offset = ((n * shape().outputChannels + c) * shape().window.output[0] + y) * shape().window.output[1];
        return output.mutableData<Out>().data() + offset;
    }

    void finishRow(std::span<const Accumulator> row, std::int64_t channel, Out* out) const {
        const auto c = static_cast<std::size_t>(channel);
        for (const Accumulator sum : row)
            *out++ = static_cast<Out>(m_parts.requantizers[c].apply(std::int64_t(sum) + m_bias[c]));
    }

    ConvolutionSource m_parts;
    std::vector<Accumulator> m_bias;
};

/// Whether every sum of int8 products with its bias stays within 32 bits, whatever the input.
bool fitsInt32(const ConvolutionSource& parts) {
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
std::unique_ptr<IntegerKernel> makeTyped(ConvolutionSource parts) {
    if (parts.output == DataType::Int16) return std::make_unique<ConvKernel<In, Weight, Accumulator, std::int16_t>>(std::move(parts));
    return std::make_unique<ConvKernel<In, Weight, Accumulator, std::int8_t>>(std::move(parts));
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeConvKernel(const KernelSource& source) {
    const Node& node = source.node();
    const auto inputDims = source.staticDims(node.inputs[0]);
    ConvolutionSource parts;
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
    parts.output = source.typeOf(node.outputs[0]);
    parts.input = source.typeOf(node.inputs[0]);
    parts.zero = source.zeroPointOf(node.inputs[0]);
    if (source.vectors && parts.weights.elementCount() > 0)
        if (auto kernel = makeVectorConvolution(parts, *source.vectors)) return kernel;
    const bool wideIn = source.typeOf(node.inputs[0]) == DataType::Int16, wideWeights = parts.weights.type() == DataType::Int16;
    if (wideIn)
        return wideWeights ? makeTyped<std::int16_t, std::int16_t, std::int64_t>(std::move(parts))
                           : makeTyped<std::int16_t, std::int8_t, std::int64_t>(std::move(parts));
    if (wideWeights) return makeTyped<std::int8_t, std::int16_t, std::int64_t>(std::move(parts));
    return fitsInt32(parts) ? makeTyped<std::int8_t, std::int8_t, std::int32_t>(std::move(parts))
                            : makeTyped<std::int8_t, std::int8_t, std::int64_t>(std::move(parts));
}

} // namespace lathe
