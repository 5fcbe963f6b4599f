#include "core/simulator/functional/accumulate.h"
#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/requantizer.h"

#include <algorithm>

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
        requantizers.emplace_back(inputScale * weightScale / outputScale, source.network.numerics, source.typeOf(node.outputs[0]),
                                  source.isWide());
    }
    return requantizers;
}

template <class In, class Out>
class ConvKernel final : public IntegerKernel {
public:
    using Accumulator = std::conditional_t<sizeof(In) == 1, std::int32_t, std::int64_t>;

    ConvKernel(ConvShape shape, Tensor weights, const Tensor& bias, std::vector<Requantizer> requantizers, std::vector<std::int64_t> dims,
               DataType type)
        : m_shape(std::move(shape)), m_weights(std::move(weights)), m_requantizers(std::move(requantizers)), m_dims(std::move(dims)),
          m_type(type), m_bias(static_cast<std::size_t>(m_shape.outputChannels), 0) {
        if (bias.isPresent()) std::ranges::copy(bias.data<std::int32_t>(), m_bias.begin());
    }

    void useOneDnn(bool withVnni) {
        if constexpr (sizeof(In) == 1) m_fast = PackedConvolution::create(m_shape, m_weights.data<std::int8_t>(), withVnni);
    }

    bool supportsRegions() const override { return m_fast == nullptr && m_dims.size() == 4; }

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(m_type, m_dims);
        if (m_fast)
            runFast(inputs, output);
        else
            runRegion(inputs, output, {0, m_shape.window.output[0], 0, m_shape.outputChannels});
        return std::vector<Tensor>{std::move(output)};
    }

    void runRegion(std::span<const Tensor> inputs, Tensor& output, const Region& region) const override {
        const In* x = inputs[0].data<In>().data();
        const std::int64_t width = m_shape.window.output[1];
        std::vector<Accumulator> row(static_cast<std::size_t>(width));
        for (std::int64_t n = 0; n < m_shape.batch; ++n)
            for (std::int64_t c = region.channelBegin; c < region.channelEnd; ++c)
                for (std::int64_t y = region.rowBegin; y < region.rowEnd; ++y) {
                    accumulateRow(m_shape, x, m_weights.data<std::int8_t>().data(), n, c, y, row.data());
                    finishRow(row, c, outputRow(output, n, c, y));
                }
    }

private:
    Out* outputRow(Tensor& output, std::int64_t n, std::int64_t c, std::int64_t y) const {
        const std::int64_t offset = ((n * m_shape.outputChannels + c) * m_shape.window.output[0] + y) * m_shape.window.output[1];
        return output.mutableData<Out>().data() + offset;
    }

    void finishRow(std::span<Accumulator> row, std::int64_t channel, Out* out) const {
        const Accumulator bias = m_bias[static_cast<std::size_t>(channel)];
        for (Accumulator& sum : row)
            sum += bias;
        m_requantizers[static_cast<std::size_t>(channel)].template applyRow<Accumulator, Out>(row, out);
    }

    void runFast(std::span<const Tensor> inputs, Tensor& output) const {
        if constexpr (sizeof(In) == 1) {
            // Kept by each thread: fresh memory of megabytes for each layer would cost more than the sums.
            thread_local std::vector<Accumulator> sums;
            sums.resize(std::max(sums.size(), static_cast<std::size_t>(output.elementCount())));
            m_fast->run(inputs[0].data<In>().data(), sums.data());
            const auto plane = static_cast<std::size_t>(m_shape.outputPlane());
            for (std::int64_t n = 0; n < m_shape.batch; ++n)
                for (std::int64_t c = 0; c < m_shape.outputChannels; ++c) {
                    const std::size_t first = static_cast<std::size_t>(n * m_shape.outputChannels + c) * plane;
                    finishRow(std::span(sums).subspan(first, plane), c, output.mutableData<Out>().data() + first);
                }
        }
    }

    ConvShape m_shape;
    Tensor m_weights;
    std::vector<Requantizer> m_requantizers;
    std::vector<std::int64_t> m_dims;
    DataType m_type;
    std::vector<Accumulator> m_bias;
    std::unique_ptr<PackedConvolution> m_fast;
};

template <class In, class Out>
std::unique_ptr<IntegerKernel> makeTyped(const KernelSource& source, ConvShape shape, const Tensor& weights, const Tensor& bias) {
    const ValueId output = source.node().outputs[0];
    auto kernel = std::make_unique<ConvKernel<In, Out>>(shape, weights, bias, channelRequantizers(source, shape.outputChannels),
                                                        source.staticDims(output), source.typeOf(output));
    if (source.path != IntegerPath::Reference) kernel->useOneDnn(source.path == IntegerPath::Vnni);
    return kernel;
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeConvKernel(const KernelSource& source) {
    const Node& node = source.node();
    const Tensor& weights = source.network.integers.at(node.inputs[1]);
    const Tensor bias = node.input(2).isValid() ? source.network.integers.at(node.input(2)) : Tensor();
    const auto inputDims = source.staticDims(node.inputs[0]);
    ConvShape shape;
    shape.batch = inputDims[0];
    shape.inputChannels = inputDims[1];
    shape.outputChannels = weights.dim(0);
    shape.groups = node.intAttribute("group", 1);
    LATHE_TRY(shape.window,
              slidingWindowOf(node, inputDims, source.staticDims(node.outputs[0]), {weights.dims().begin() + 2, weights.dims().end()}));
    const bool wideIn = source.typeOf(node.inputs[0]) == DataType::Int16, wideOut = source.typeOf(node.outputs[0]) == DataType::Int16;
    if (wideIn)
        return wideOut ? makeTyped<std::int16_t, std::int16_t>(source, shape, weights, bias)
                       : makeTyped<std::int16_t, std::int8_t>(source, shape, weights, bias);
    return wideOut ? makeTyped<std::int8_t, std::int16_t>(source, shape, weights, bias)
                   : makeTyped<std::int8_t, std::int8_t>(source, shape, weights, bias);
}

} // namespace lathe
