#include "core/ops/families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/spatial_window.h"

#include <cmath>

namespace lathe {
namespace {

/// Inputs: X [N, C, H, W], W [M, C / group, kh, kw], offsets [N, groups · kh · kw · 2, oh, ow] (y before x), bias, mask [N, groups · kh ·
/// kw, oh, ow]. J. Dai et al., "Deformable convolutional networks" (2017); X. Zhu et al., version 2 (2018) for the mask.
struct DeformSizes {
    std::int64_t group = 1, offsetGroup = 1;
    std::vector<std::int64_t> kernel;
    std::vector<WindowAxis> axes;
};

Result<DeformSizes> deformSizes(const OpContext& context, const Shape& x, const Shape& w) {
    DeformSizes sizes;
    sizes.group = context.node.intAttribute("group", 1);
    sizes.offsetGroup = context.node.intAttribute("offset_group", 1);
    if (sizes.group < 1 || sizes.offsetGroup < 1) return opError(context, "group and offset_group must be positive");
    sizes.kernel = context.node.intsAttribute("kernel_shape");
    if (const auto known = w.known(); sizes.kernel.empty() && known) sizes.kernel.assign(known->begin() + 2, known->end());
    if (sizes.kernel.empty()) return sizes;
    LATHE_TRY(sizes.axes, windowOf(context, x, sizes.kernel));
    return sizes;
}

Status checkDivisible(const OpContext& context, const Dim& dim, std::int64_t by, std::string_view what) {
    if (!dim.isKnown() || dim.value % by == 0) return {};
    return opError(context, std::to_string(dim.value) + " " + std::string(what) + " are not divisible by " + std::to_string(by));
}

Status checkField(const OpContext& context, const Shape* field, const Shape& output, std::int64_t channels, std::string_view what) {
    LATHE_CHECK(requireRank(context, field, 4, 4, what));
    if (!field) return {};
    const std::array<Dim, 4> wanted{output.dims[0], Dim(channels), output.dims[2], output.dims[3]};
    for (std::size_t i = 0; i < 4; ++i)
        LATHE_CHECK(sameDim(context, field->dims[i], wanted[i], std::string(what) + ", dimension " + std::to_string(i)));
    return {};
}

InferOutcome inferDeformConv(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 5));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    const Shape *x = shapeAt(inputs, 0), *w = shapeAt(inputs, 1);
    LATHE_CHECK(requireRank(context, x, 4, 4, "the input"));
    LATHE_CHECK(requireRank(context, w, 4, 4, "the weights"));
    if (!x || !w) return std::vector{inferredOf(type)};
    LATHE_TRY(const DeformSizes sizes, deformSizes(context, *x, *w));
    LATHE_CHECK(checkDivisible(context, x->dims[1], sizes.offsetGroup, "channels"));
    LATHE_CHECK(checkDivisible(context, w->dims[0], sizes.group, "output channels"));
    if (w->dims[1].isKnown())
        LATHE_CHECK(sameDim(context, x->dims[1], Dim(multiplySaturated({w->dims[1].value, sizes.group})), "channels of input and weights"));
    Shape output({x->dims[0], w->dims[0], Dim(), Dim()});
    if (sizes.axes.size() != 2) return std::vector{inferredOf(type, std::move(output))};
    output.dims[2] = sizes.axes[0].output;
    output.dims[3] = sizes.axes[1].output;
    for (std::size_t i = 0; i < 2; ++i)
        LATHE_CHECK(sameDim(context, w->dims[i + 2], Dim(sizes.kernel[i]), "kernel_shape and weights"));
    const std::int64_t taps = multiplySaturated({sizes.offsetGroup, sizes.kernel[0], sizes.kernel[1]});
    LATHE_CHECK(checkField(context, shapeAt(inputs, 2), output, multiplySaturated({taps, 2}), "the offsets"));
    if (isGiven(context, inputs, 4)) LATHE_CHECK(checkField(context, shapeAt(inputs, 4), output, taps, "the mask"));
    if (const Shape* bias = isGiven(context, inputs, 3) ? shapeAt(inputs, 3) : nullptr) {
        LATHE_CHECK(requireRank(context, bias, 1, 1, "the bias"));
        LATHE_CHECK(sameDim(context, bias->dims[0], w->dims[0], "elements of the bias and output channels"));
    }
    return std::vector{inferredOf(type, std::move(output))};
}

/// Linear between the four neighbours, zeros outside.
double sampled(std::span<const double> plane, std::int64_t height, std::int64_t width, double y, double x) {
    if (!(y > -1.0 && x > -1.0 && y < static_cast<double>(height) && x < static_cast<double>(width))) return 0.0;
    const auto top = static_cast<std::int64_t>(std::floor(y)), left = static_cast<std::int64_t>(std::floor(x));
    double sum = 0.0;
    for (std::int64_t row = top; row <= top + 1; ++row)
        for (std::int64_t column = left; column <= left + 1; ++column) {
            if (row < 0 || column < 0 || row >= height || column >= width) continue;
            const double weight = (1.0 - std::abs(y - static_cast<double>(row))) * (1.0 - std::abs(x - static_cast<double>(column)));
            sum += weight * plane[static_cast<std::size_t>(row * width + column)];
        }
    return sum;
}

EvaluateOutcome evaluateDeformConv(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferDeformConv));
    LATHE_CHECK(requireNumbers(context, inputs[0].type()));
    if (outputs[0].elementCount() == 0) return outputs;
    const Tensor &x = inputs[0], &w = inputs[1];
    LATHE_TRY(const DeformSizes sizes, deformSizes(context, Shape::of(x.dims()), Shape::of(w.dims())));
    const std::int64_t height = x.dim(2), width = x.dim(3), outPlane = outputs[0].dim(2) * outputs[0].dim(3), outWidth = outputs[0].dim(3);
    const std::int64_t taps = sizes.kernel[0] * sizes.kernel[1], perGroup = w.dim(1), perOffset = x.dim(1) / sizes.offsetGroup;
    const std::vector<double> image = x.toDoubles(), weights = w.toDoubles(), offsets = inputs[2].toDoubles();
    const std::vector<double> bias =
        tensorAt(inputs, 3) ? inputs[3].toDoubles() : std::vector<double>(static_cast<std::size_t>(w.dim(0)), 0.0);
    const std::vector<double> mask = tensorAt(inputs, 4) ? inputs[4].toDoubles() : std::vector<double>();
    std::vector<double> out(static_cast<std::size_t>(outputs[0].elementCount()));
    // One input channel and tap at a time: the sample is shared by all output channels of the group.
    StopProbe isStopped;
    for (std::int64_t n = 0; n < x.dim(0); ++n) {
        for (std::int64_t m = 0; m < w.dim(0); ++m)
            std::fill_n(out.begin() + (n * w.dim(0) + m) * outPlane, outPlane, bias[static_cast<std::size_t>(m)]);
        for (std::int64_t c = 0; c < x.dim(1); ++c) {
            const auto plane = std::span(image).subspan(static_cast<std::size_t>((n * x.dim(1) + c) * height * width),
                                                        static_cast<std::size_t>(height * width));
            const std::int64_t group = c / perGroup, outPerGroup = w.dim(0) / sizes.group;
            for (std::int64_t tap = 0; tap < taps; ++tap) {
                const std::int64_t field = (n * sizes.offsetGroup + c / perOffset) * taps + tap;
                for (std::int64_t o = 0; o < outPlane && !isStopped(); ++o) {
                    const double y = static_cast<double>(sizes.axes[0].position(o / outWidth, tap / sizes.kernel[1])) +
                                     offsets[static_cast<std::size_t>(field * 2 * outPlane + o)];
                    const double at = static_cast<double>(sizes.axes[1].position(o % outWidth, tap % sizes.kernel[1])) +
                                      offsets[static_cast<std::size_t>((field * 2 + 1) * outPlane + o)];
                    double value = sampled(plane, height, width, y, at);
                    if (!mask.empty()) value *= mask[static_cast<std::size_t>(field * outPlane + o)];
                    for (std::int64_t m = group * outPerGroup; m < (group + 1) * outPerGroup; ++m)
                        out[static_cast<std::size_t>((n * w.dim(0) + m) * outPlane + o)] +=
                            value * weights[static_cast<std::size_t>((m * perGroup + c % perGroup) * taps + tap)];
                }
            }
        }
    }
    return oneOutput(context, tensorOf(outputs[0].type(), outputs[0].dims(), out));
}

/// The products of Conv, and eight operations per sample.
Work deformConvWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    const auto w = shapeAt(inputs, 1) ? shapeAt(inputs, 1)->known() : std::nullopt;
    if (!w || w->size() != 4 || (*w)[0] == 0) return {};
    const std::int64_t perOutput = elementCountOf(std::span(*w).subspan(1)).value_or(0), count = elementsOf(outputs.first(1));
    return {.macs = multiplySaturated({count, perOutput}), .vectorOps = multiplySaturated({count / (*w)[0], perOutput, 8})};
}

} // namespace

std::vector<OpRow> deformConvOps() {
    return {{"", "DeformConv", 19, OpCategory::Convolution, QuantRule::Float, inferDeformConv, evaluateDeformConv, deformConvWork,
             "Convolution whose taps are moved by offsets that the network computes."}};
}

} // namespace lathe
