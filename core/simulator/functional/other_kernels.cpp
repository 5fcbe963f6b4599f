#include "core/ops/evaluator.h"
#include "core/simulator/functional/integer_view.h"
#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/requantizer.h"
#include "core/simulator/functional/vector_pooling.h"

#include <algorithm>
#include <map>

namespace lathe {
namespace {

class ConcatKernel final : public IntegerKernel {
public:
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::size_t axis = 0;
    std::vector<std::optional<Requantizer>> requantizers; ///< nothing: same parameters, copied
    std::vector<std::int64_t> zeros;                      ///< of the inputs

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(type, dims);
        std::int64_t outer = 1, inner = 1, before = 0;
        for (std::size_t i = 0; i < axis; ++i)
            outer *= dims[i];
        for (std::size_t i = axis + 1; i < dims.size(); ++i)
            inner *= dims[i];
        for (std::size_t k = 0; k < inputs.size(); ++k) {
            const std::int64_t width = inputs[k].dims()[axis] * inner;
            const std::vector<std::int64_t> values = widened(inputs[k]);
            withMutableIntegers(output, [&]<class T>(std::span<T> out) {
                for (std::int64_t o = 0; o < outer; ++o)
                    for (std::int64_t i = 0; i < width; ++i) {
                        const std::int64_t value = values[static_cast<std::size_t>(o * width + i)];
                        const std::int64_t scaled = requantizers[k] ? requantizers[k]->apply(value - zeros[k]) : value;
                        out[static_cast<std::size_t>((o * dims[axis] + before) * inner + i)] = static_cast<T>(scaled);
                    }
            });
            before += inputs[k].dims()[axis];
        }
        return std::vector<Tensor>{std::move(output)};
    }
};

/// Averages over windows, whole planes or reduced axes. One Requantizer per number of counted elements.
class AverageKernel final : public IntegerKernel {
public:
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::int64_t planes = 1; ///< N · C
    SlidingWindow window;
    bool countsPadding = false;
    std::int64_t zero = 0;                            ///< of the input; what padding counts as
    std::map<std::int64_t, Requantizer> requantizers; ///< by count

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(type, dims);
        withIntegers(inputs[0], [&](auto x) {
            withMutableIntegers(output, [&](auto y) {
                std::size_t next = 0;
                for (std::int64_t p = 0; p < planes; ++p)
                    for (std::int64_t oy = 0; oy < window.output[0]; ++oy)
                        for (std::int64_t ox = 0; ox < window.output[1]; ++ox)
                            y[next++] = static_cast<typename decltype(y)::value_type>(
                                average(x.data() + p * window.input[0] * window.input[1], oy, ox));
            });
        });
        return std::vector<Tensor>{std::move(output)};
    }

    /// Number of elements that count in the window of an output.
    std::int64_t countAt(std::int64_t oy, std::int64_t ox) const {
        const std::int64_t y = oy * window.stride[0] - window.padBegin[0], x = ox * window.stride[1] - window.padBegin[1];
        return countAlong(0, y) * countAlong(1, x);
    }

private:
    std::int64_t countAlong(std::size_t axis, std::int64_t first) const {
        // With ceil_mode a window may reach beyond the padding; what lies there never counts.
        const std::int64_t low = countsPadding ? -window.padBegin[axis] : 0;
        const std::int64_t high = window.input[axis] + (countsPadding ? window.padEnd[axis] : 0);
        std::int64_t count = 0;
        for (std::int64_t k = 0; k < window.kernel[axis]; ++k) {
            const std::int64_t at = first + k * window.dilation[axis];
            if (at >= low && at < high) ++count;
        }
        return count;
    }

    template <class T>
    std::int64_t average(const T* plane, std::int64_t oy, std::int64_t ox) const {
        std::int64_t sum = 0;
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky) {
            const std::int64_t y = oy * window.stride[0] - window.padBegin[0] + ky * window.dilation[0];
            if (y < 0 || y >= window.input[0]) continue;
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
                const std::int64_t x = ox * window.stride[1] - window.padBegin[1] + kx * window.dilation[1];
                if (x >= 0 && x < window.input[1]) sum += plane[y * window.input[1] + x] - zero;
            }
        }
        return requantizers.at(countAt(oy, ox)).apply(sum);
    }
};

/// Moves or picks elements: the reference evaluation of the operator on the integers themselves.
class MoveKernel final : public IntegerKernel {
public:
    explicit MoveKernel(const KernelSource& source) : m_graph(source.network.graph), m_id(source.id) {}
    /// Constants that are not quantized (shapes, indices, pads) come as they are in the graph.
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override { return evaluateNode(m_graph, m_id, inputs); }

private:
    const Graph& m_graph; // of the program, which outlives its kernels
    NodeId m_id;
};

/// Pad: the reference evaluation with the integer of the pad's value in its place, that of 0 where it has none.
class PadKernel final : public IntegerKernel {
public:
    explicit PadKernel(const KernelSource& source) {
        const Node& node = source.node();
        const Tensor* value = source.network.graph.constantOf(node.input(kValue));
        const Tensor real = value && isFloatingPoint(value->type()) ? value->toFloat() : Tensor::scalar(0.0f);
        m_value = quantizeTensor(real, *source.network.paramsOf(node.inputs[0]));
        m_graph.opsets = source.network.graph.opsets;
        Node twin = node;
        if (node.hasAttribute("pads")) { // before opset 11
            m_graph.opsets[""] = kWithInputs;
            const std::vector<std::int64_t> pads = node.intsAttribute("pads");
            m_pads = Tensor::of<std::int64_t>({static_cast<std::int64_t>(pads.size())}, pads);
            twin.attributes.erase("pads");
            twin.attributes.erase("value");
        }
        twin.inputs.resize(std::max<std::size_t>(twin.inputs.size(), kValue + 1));
        for (std::size_t i = 0; i < twin.inputs.size(); ++i)
            if (i <= kValue || node.input(i).isValid()) twin.inputs[i] = m_graph.addValue({});
        for (ValueId& output : twin.outputs)
            output = m_graph.addValue({});
        m_id = m_graph.addNode(std::move(twin));
    }
    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        std::vector<Tensor> operands(inputs.begin(), inputs.end());
        operands.resize(std::max<std::size_t>(operands.size(), kValue + 1));
        if (m_pads) operands[kPads] = *m_pads;
        operands[kValue] = m_value;
        return evaluateNode(m_graph, m_id, operands);
    }

private:
    static constexpr std::size_t kPads = 1, kValue = 2;
    static constexpr std::int64_t kWithInputs = 11; ///< the first opset whose Pad has inputs for pads and value
    Graph m_graph;                                  ///< the node alone
    NodeId m_id;
    Tensor m_value;
    std::optional<Tensor> m_pads;
};

/// A ConvTranspose as sums scattered over the output; weight [C, M/groups, kH, kW].
class ConvTransposeKernel final : public IntegerKernel {
public:
    std::vector<std::int64_t> dims;
    DataType type = DataType::Int8;
    std::int64_t batch = 1, inputChannels = 1, outputChannels = 1, groups = 1;
    SlidingWindow window;  ///< input is the (small) input of the node, output its output
    std::int64_t zero = 0; ///< of the input
    Tensor weights;
    std::vector<std::int64_t> bias;
    std::vector<Requantizer> requantizers;

    Result<std::vector<Tensor>> run(std::span<const Tensor> inputs) const override {
        Tensor output = Tensor::makeZeros(type, dims);
        std::vector<std::int64_t> sums(static_cast<std::size_t>(window.output[0] * window.output[1]));
        withIntegers(inputs[0], [&](auto x) {
            withMutableIntegers(output, [&]<class T>(std::span<T> y) {
                std::size_t next = 0;
                for (std::int64_t n = 0; n < batch; ++n)
                    for (std::int64_t m = 0; m < outputChannels; ++m) {
                        std::fill(sums.begin(), sums.end(), bias.empty() ? 0 : bias[static_cast<std::size_t>(m)]);
                        withIntegers(weights, [&](auto w) { scatter(x.data(), w.data(), n, m, sums); });
                        const Requantizer& requantizer = requantizers[requantizers.size() == 1 ? 0 : static_cast<std::size_t>(m)];
                        for (const std::int64_t sum : sums)
                            y[next++] = static_cast<T>(requantizer.apply(sum));
                    }
            });
        });
        return std::vector<Tensor>{std::move(output)};
    }

private:
    template <class T, class W>
    void scatter(const T* x, const W* w, std::int64_t n, std::int64_t m, std::vector<std::int64_t>& sums) const {
        const std::int64_t perGroup = inputChannels / groups, outputsPerGroup = outputChannels / groups;
        const std::int64_t group = m / outputsPerGroup, plane = window.input[0] * window.input[1],
                           taps = window.kernel[0] * window.kernel[1];
        for (std::int64_t c = group * perGroup; c < (group + 1) * perGroup; ++c) {
            const T* image = x + (n * inputChannels + c) * plane;
            const W* filter = w + (c * outputsPerGroup + m % outputsPerGroup) * taps;
            for (std::int64_t i = 0; i < plane; ++i)
                addImage(image[i] - zero, i / window.input[1], i % window.input[1], filter, sums);
        }
    }

    template <class W>
    void addImage(std::int64_t value, std::int64_t iy, std::int64_t ix, const W* filter, std::vector<std::int64_t>& sums) const {
        for (std::int64_t ky = 0; ky < window.kernel[0]; ++ky) {
            const std::int64_t y = iy * window.stride[0] - window.padBegin[0] + ky * window.dilation[0];
            if (y < 0 || y >= window.output[0]) continue;
            for (std::int64_t kx = 0; kx < window.kernel[1]; ++kx) {
                const std::int64_t x = ix * window.stride[1] - window.padBegin[1] + kx * window.dilation[1];
                if (x >= 0 && x < window.output[1])
                    sums[static_cast<std::size_t>(y * window.output[1] + x)] += value * filter[ky * window.kernel[1] + kx];
            }
        }
    }
};

/// Padding of a ConvTranspose whose output size is known: total = stride·(in − 1) + outputPadding + reach − out.
void resolveTransposedPads(SlidingWindow& window, const Node& node) {
    const std::string mode = node.stringAttribute("auto_pad", "NOTSET");
    const bool isDerived = node.hasAttribute("output_shape") || mode == "SAME_UPPER" || mode == "SAME_LOWER";
    if (!isDerived) return;
    const auto outputPadding = node.intsAttribute("output_padding");
    for (std::size_t i = 0; i < 2; ++i) {
        const std::size_t skipped = 2 - outputPadding.size();
        const std::int64_t extra = i >= skipped && !outputPadding.empty() ? outputPadding[i - skipped] : 0;
        const std::int64_t reach = (window.kernel[i] - 1) * window.dilation[i] + 1;
        const std::int64_t total = std::max<std::int64_t>(0, window.stride[i] * (window.input[i] - 1) + extra + reach - window.output[i]);
        window.padBegin[i] = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
        window.padEnd[i] = total - window.padBegin[i];
    }
}

} // namespace

Result<std::unique_ptr<IntegerKernel>> makeConcatKernel(const KernelSource& source) {
    const Node& node = source.node();
    auto kernel = std::make_unique<ConcatKernel>();
    kernel->dims = source.staticDims(node.outputs[0]);
    kernel->type = source.typeOf(node.outputs[0]);
    const std::int64_t axis = node.intAttribute("axis", 1);
    kernel->axis = static_cast<std::size_t>(axis < 0 ? axis + static_cast<std::int64_t>(kernel->dims.size()) : axis);
    for (const ValueId input : node.inputs) {
        const bool isSame = *source.network.paramsOf(input) == *source.network.paramsOf(node.outputs[0]);
        const double factor = source.scaleOf(input) / source.scaleOf(node.outputs[0]);
        kernel->requantizers.push_back(isSame ? std::nullopt : std::optional(source.requantizerBy(factor)));
        kernel->zeros.push_back(source.zeroPointOf(input));
    }
    if (source.vectors)
        if (auto fast = makeVectorConcat(source, kernel->requantizers)) return fast;
    return std::unique_ptr<IntegerKernel>(std::move(kernel));
}

Result<std::unique_ptr<IntegerKernel>> makeAverageKernel(const KernelSource& source) {
    const Node& node = source.node();
    const auto input = source.staticDims(node.inputs[0]);
    auto kernel = std::make_unique<AverageKernel>();
    kernel->dims = source.staticDims(node.outputs[0]);
    kernel->type = source.typeOf(node.outputs[0]);
    if (node.opType == "AveragePool") {
        LATHE_TRY(kernel->window, slidingWindowOf(node, input, kernel->dims, node.intsAttribute("kernel_shape")));
        kernel->countsPadding = node.intAttribute("count_include_pad", 0) != 0;
        kernel->planes = input[0] * input[1];
    } else { // GlobalAveragePool, ReduceMean over the trailing axes: one window over all that is averaged
        const std::int64_t outputs = elementCountOf(kernel->dims).value_or(1), inputs = elementCountOf(input).value_or(1);
        kernel->planes = outputs;
        kernel->window.input = kernel->window.kernel = {1, outputs > 0 ? inputs / outputs : 0};
    }
    kernel->zero = source.zeroPointOf(node.inputs[0]);
    const double scales = source.scaleOf(node.inputs[0]), outputScale = source.scaleOf(node.outputs[0]);
    std::vector<std::int64_t> counts;
    for (std::int64_t y = 0; y < kernel->window.output[0]; ++y)
        for (std::int64_t x = 0; x < kernel->window.output[1]; ++x) {
            const std::int64_t count = std::max<std::int64_t>(1, kernel->countAt(y, x));
            kernel->requantizers.try_emplace(count,
                                             Requantizer::ofAverage(scales / outputScale, count, source.network.numerics, kernel->type,
                                                                    source.isWide(), source.zeroPointOf(node.outputs[0])));
            counts.push_back(count);
        }
    if (source.vectors)
        if (auto fast = makeVectorAverage(source, {kernel->window, kernel->zero, std::move(counts), kernel->requantizers})) return fast;
    return std::unique_ptr<IntegerKernel>(std::move(kernel));
}

Result<std::unique_ptr<IntegerKernel>> makeMoveKernel(const KernelSource& source) {
    const Node& node = source.node();
    if (node.opType == "Pad" && node.floatAttribute("value", 0) != 0)
        return Error::internal("the node " + node.name + " pads with a value that is no input; it cannot be padded in integers");
    if (node.opType == "Pad") return std::unique_ptr<IntegerKernel>(std::make_unique<PadKernel>(source));
    if (source.vectors && node.opType == "MaxPool")
        if (auto fast = makeVectorMaxPool(source)) return fast;
    return std::unique_ptr<IntegerKernel>(std::make_unique<MoveKernel>(source));
}

Result<std::unique_ptr<IntegerKernel>> makeConvTransposeKernel(const KernelSource& source) {
    const Node& node = source.node();
    auto kernel = std::make_unique<ConvTransposeKernel>();
    kernel->weights = source.network.integers.at(node.inputs[1]);
    kernel->dims = source.staticDims(node.outputs[0]);
    kernel->type = source.typeOf(node.outputs[0]);
    const auto input = source.staticDims(node.inputs[0]);
    const auto& weightDims = kernel->weights.dims();
    LATHE_TRY(kernel->window, slidingWindowOf(node, input, kernel->dims, {weightDims.begin() + 2, weightDims.end()}));
    resolveTransposedPads(kernel->window, node);
    kernel->batch = input[0];
    kernel->inputChannels = input[1];
    kernel->zero = source.zeroPointOf(node.inputs[0]);
    kernel->groups = node.intAttribute("group", 1);
    kernel->outputChannels = kernel->dims[1];
    if (node.input(2).isValid()) kernel->bias = source.network.integers.at(node.input(2)).toInt64s();
    const double inputScale = source.scaleOf(node.inputs[0]), outputScale = source.scaleOf(node.outputs[0]);
    for (const float scale : source.network.paramsOf(node.inputs[1])->scales)
        kernel->requantizers.push_back(source.requantizerBy(inputScale * double(scale) / outputScale));
    return std::unique_ptr<IntegerKernel>(std::move(kernel));
}

} // namespace lathe
