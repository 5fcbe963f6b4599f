#include "core/ops/families.h"

#include "core/ops/convolution_loops.h"
#include "core/ops/op_helpers.h"

namespace lathe {
namespace {

/// kernel_shape, or the weight's spatial dimensions; an error when the two disagree.
Result<std::vector<std::int64_t>> kernelOf(const OpContext& context, const Shape* weight) {
    std::vector<std::int64_t> kernel = context.node.intsAttribute("kernel_shape");
    if (!weight) return kernel;
    std::vector<std::int64_t> actual;
    for (std::size_t i = 2; i < weight->dims.size(); ++i) {
        const Dim& dim = weight->dims[i];
        const std::size_t k = i - 2;
        if (!dim.isKnown() && k >= kernel.size()) return std::vector<std::int64_t>{};
        actual.push_back(dim.isKnown() ? dim.value : kernel[k]);
    }
    if (!kernel.empty() && kernel != actual)
        return opError(context, "kernel_shape is " + toText(kernel) + " but the weight has shape " + toText(*weight));
    return actual;
}

Result<std::int64_t> groupsOf(const OpContext& context) {
    const std::int64_t groups = context.node.intAttribute("group", 1);
    if (groups < 1) return opError(context, "group is " + std::to_string(groups));
    return groups;
}

Status checkChannels(const OpContext& context, const Dim& channels, const Dim& perGroup, const Dim& outputs, std::int64_t groups) {
    if (channels.isKnown() && perGroup.isKnown() && (channels.value % groups != 0 || channels.value / groups != perGroup.value))
        return opError(context, "the input has " + std::to_string(channels.value) + " channels, the weight expects " +
                                    std::to_string(groups) + " group(s) of " + std::to_string(perGroup.value));
    if (outputs.isKnown() && outputs.value % groups != 0)
        return opError(context,
                       std::to_string(outputs.value) + " output channels are not divisible by " + std::to_string(groups) + " groups");
    return {};
}

Status checkBias(const OpContext& context, const Shape* bias, const Dim& channels) {
    LATHE_CHECK(requireRank(context, bias, 1, 1, "bias"));
    if (!bias) return {};
    LATHE_CHECK(sameDim(context, bias->dims[0], channels, "elements of bias and output channels"));
    return {};
}

InferOutcome inferConv(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    LATHE_TRY(auto shape, inferConvolutionShape(context, inputs, {}));
    return std::vector{inferredOf(type, std::move(shape))};
}

EvaluateOutcome evaluateConv(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferConv));
    if (outputs[0].elementCount() == 0) return outputs;
    LATHE_TRY(ConvolutionSizes sizes, convolutionSizes(context, inputs[0], inputs[1]));
    lengthenRows(sizes);
    const Tensor* bias = tensorAt(inputs, 2);
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        T* out = outputs[0].mutableData<T>().data();
        convolve<double>(
            sizes, inputs[0].data<T>().data(), inputs[1].data<T>().data(),
            [&](std::int64_t c) { return bias ? static_cast<double>(bias->data<T>()[static_cast<std::size_t>(c)]) : 0.0; },
            [&](std::int64_t, std::int64_t first, std::span<const double> row) {
                std::ranges::transform(row, out + first, [](double value) { return static_cast<T>(value); });
            });
        return std::move(outputs);
    });
}

Work workOfConv(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return workOfConvolution(inputs, outputs, {});
}

InferOutcome inferConvTranspose(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    const Shape *x = shapeAt(inputs, 0), *w = shapeAt(inputs, 1);
    LATHE_CHECK(requireRank(context, x, 3, -1, "input"));
    LATHE_CHECK(requireRank(context, w, 3, -1, "weight"));
    LATHE_TRY(const std::int64_t groups, groupsOf(context));
    if (!x || !w) return std::vector{inferredOf(type)};
    LATHE_CHECK(sameDim(context, x->dims[1], w->dims[0], "input channels and first axis of the weight"));
    LATHE_CHECK(checkChannels(context, {}, {}, w->dims[0], groups));
    const Dim outputChannels = w->dims[1].isKnown() ? Dim(multiplySaturated({w->dims[1].value, groups})) : Dim();
    LATHE_CHECK(checkBias(context, shapeAt(inputs, 2), outputChannels));
    LATHE_TRY(const auto kernel, kernelOf(context, w));
    Shape shape({x->dims[0], outputChannels});
    shape.dims.resize(x->dims.size());
    if (kernel.empty()) return std::vector{inferredOf(type, std::move(shape))};
    LATHE_TRY(const auto axes, transposedWindowOf(context, *x, kernel));
    for (std::size_t i = 0; i < axes.size(); ++i)
        shape.dims[i + 2] = axes[i].output;
    return std::vector{inferredOf(type, std::move(shape))};
}

/// Adds what one input plane contributes to one plane of output accumulators.
template <class T>
void scatterPlane(const Window3& window, const T* x, const T* w, std::span<double> plane) {
    const auto& [depth, height, width] = window;
    for (std::int64_t z = 0; z < depth.input.value; ++z) {
        for (std::int64_t y = 0; y < height.input.value && !isStopAsked(); ++y) {
            const T* line = x + (z * height.input.value + y) * width.input.value;
            for (std::int64_t tap = 0; tap < depth.kernel * height.kernel * width.kernel; ++tap) {
                const std::int64_t oz = depth.position(z, tap / (height.kernel * width.kernel));
                const std::int64_t oy = height.position(y, tap / width.kernel % height.kernel);
                if (oz < 0 || oz >= depth.output.value || oy < 0 || oy >= height.output.value) continue;
                const std::int64_t offset = tap % width.kernel * width.dilation - width.padBegin;
                const Range inside = insideRange(width.input.value, width.stride, offset, width.output.value);
                double* out = plane.data() + (oz * height.output.value + oy) * width.output.value;
                const auto factor = static_cast<double>(w[tap]);
                for (std::int64_t i = inside.first; i < inside.last; ++i)
                    out[i * width.stride + offset] += factor * static_cast<double>(line[i]);
            }
        }
    }
}

EvaluateOutcome evaluateConvTranspose(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferConvTranspose));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor &x = inputs[0], &w = inputs[1];
    const Tensor* bias = tensorAt(inputs, 2);
    const std::vector<std::int64_t> kernel(w.dims().begin() + 2, w.dims().end());
    LATHE_TRY(const auto axes, transposedWindowOf(context, Shape::of(x.dims()), kernel));
    LATHE_TRY(const Window3 window, threeAxes(context, axes));
    LATHE_TRY(const std::int64_t groups, groupsOf(context));
    const ConvolutionSizes sizes{x.dim(0), groups, x.dim(1) / groups, w.dim(1), window};
    return dispatchFloat(context, x.type(), [&]<class T>(T) -> EvaluateOutcome {
        std::vector<double> plane(static_cast<std::size_t>(sizes.outputPlane()));
        T* out = outputs[0].mutableData<T>().data();
        for (std::int64_t nc = 0; nc < sizes.batch * groups * sizes.channelsOut && !isStopAsked(); ++nc) {
            const std::int64_t c = nc % (groups * sizes.channelsOut), n = nc / (groups * sizes.channelsOut), group = c / sizes.channelsOut;
            std::ranges::fill(plane, bias ? static_cast<double>(bias->data<T>()[static_cast<std::size_t>(c)]) : 0.0);
            for (std::int64_t i = group * sizes.channelsIn; i < (group + 1) * sizes.channelsIn; ++i)
                scatterPlane(window, x.data<T>().data() + (n * x.dim(1) + i) * sizes.inputPlane(),
                             w.data<T>().data() + (i * sizes.channelsOut + c % sizes.channelsOut) * sizes.kernelSize(),
                             std::span<double>(plane));
            std::ranges::transform(plane, out + nc * sizes.outputPlane(), [](double value) { return static_cast<T>(value); });
        }
        return std::move(outputs);
    });
}

Work workOfConvTranspose(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    const auto w = shapeAt(inputs, 1) ? shapeAt(inputs, 1)->known() : std::nullopt;
    if (!w || w->size() < 3 || w->front() == 0) return {};
    const std::int64_t weights = elementCountOf(*w).value_or(0);
    return {.macs = multiplySaturated({elementsOf(inputs.first(1)), weights / w->front()}),
            .vectorOps = inputs.size() > 2 ? elementsOf(outputs) : 0};
}

} // namespace

Result<std::optional<Shape>> inferConvolutionShape(const OpContext& context, std::span<const InferredTensor> inputs,
                                                   const ConvolutionInputs& at) {
    const Shape *x = shapeAt(inputs, at.x), *w = shapeAt(inputs, at.w);
    LATHE_CHECK(requireRank(context, x, 3, -1, "input"));
    LATHE_CHECK(requireRank(context, w, 3, -1, "weight"));
    LATHE_TRY(const std::int64_t groups, groupsOf(context));
    if (!x || !w) return std::optional<Shape>();
    LATHE_CHECK(checkChannels(context, x->dims[1], w->dims[1], w->dims[0], groups));
    LATHE_CHECK(checkBias(context, shapeAt(inputs, at.bias), w->dims[0]));
    LATHE_TRY(const auto kernel, kernelOf(context, w));
    Shape shape({x->dims[0], w->dims[0]});
    shape.dims.resize(x->dims.size());
    if (kernel.empty()) return std::optional(shape);
    LATHE_TRY(const auto axes, windowOf(context, *x, kernel));
    for (std::size_t i = 0; i < axes.size(); ++i)
        shape.dims[i + 2] = axes[i].output;
    return std::optional(shape);
}

Result<ConvolutionSizes> convolutionSizes(const OpContext& context, const Tensor& x, const Tensor& w) {
    const std::vector<std::int64_t> kernel(w.dims().begin() + 2, w.dims().end());
    LATHE_TRY(const auto axes, windowOf(context, Shape::of(x.dims()), kernel));
    LATHE_TRY(const Window3 window, threeAxes(context, axes));
    LATHE_TRY(const std::int64_t groups, groupsOf(context));
    return ConvolutionSizes{x.dim(0), groups, w.dim(1), w.dim(0) / groups, window};
}

Work workOfConvolution(std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs, const ConvolutionInputs& at) {
    const auto w = shapeAt(inputs, at.w) ? shapeAt(inputs, at.w)->known() : std::nullopt;
    if (!w || w->size() < 3 || w->front() == 0) return {};
    const std::int64_t perOutput = elementCountOf(*w).value_or(0) / w->front();
    return {.macs = multiplySaturated({elementsOf(outputs.first(1)), perOutput}),
            .vectorOps = inputs.size() > at.bias ? elementsOf(outputs) : 0};
}

std::vector<OpRow> convolutionOps() {
    return {
        {"", "Conv", 1, OpCategory::Convolution, QuantRule::Mac, inferConv, viaFloat<evaluateConv>, workOfConv,
         "Convolution over one to three spatial axes, with groups, dilation and padding."},
        {"", "ConvTranspose", 1, OpCategory::Convolution, QuantRule::Mac, inferConvTranspose, viaFloat<evaluateConvTranspose>,
         workOfConvTranspose, "Transposed convolution: the gradient of Conv, used to enlarge feature maps."},
    };
}

} // namespace lathe
