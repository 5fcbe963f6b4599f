#include "core/ops/element_moves.h"
#include "core/ops/resize_plan.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

InferOutcome inferResize(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 4));
    LATHE_CHECK(resizeModes(context));
    InferredTensor output = inferredOf(inputs[0].type);
    LATHE_TRY(output.shape, resizedShape(context, inputs));
    return std::vector{output};
}

Result<Tensor> resizeNearest(const Tensor& input, const ResizeModes& modes, std::span<const AxisResize> plan,
                             std::vector<std::int64_t> dims) {
    std::vector<SourceAxis> axes = sourceAxes(input.dims());
    for (std::size_t k = 0; k < axes.size(); ++k) {
        if (plan[k].isCopied) continue;
        axes[k].count = plan[k].outSize;
        for (std::int64_t i = 0; i < plan[k].outSize; ++i)
            axes[k].table.push_back(isOutside(modes, plan[k], i) ? kFromFill : nearestSource(modes, plan[k], i) * axes[k].step);
    }
    if (modes.extrapolation == 0.0f) return takeByAxes(input, axes, std::move(dims));
    const double value = modes.extrapolation;
    LATHE_TRY(const Tensor fill, tensorOf(input.type(), {}, std::span(&value, 1)));
    return takeByAxes(input, axes, std::move(dims), fill);
}

/// Every element along `axis` becomes a mix of its taps; `dims` are those of `in` and become those of the result.
template <class T>
std::vector<T> resampled(const std::vector<T>& in, std::vector<std::int64_t>& dims, std::size_t axis,
                         const std::vector<std::vector<Tap>>& taps) {
    const std::int64_t inSize = dims[axis], outSize = static_cast<std::int64_t>(taps.size());
    const std::int64_t inner = elementCountOf(std::span(dims).subspan(axis + 1)).value_or(0);
    const std::int64_t outer = elementCountOf(std::span(dims).first(axis)).value_or(0);
    dims[axis] = outSize;
    std::vector<T> out(static_cast<std::size_t>(outer * outSize * inner), T{});
    StopProbe isStopped;
    for (std::int64_t block = 0; block < outer; ++block)
        for (std::int64_t i = 0; i < outSize && !isStopped(); ++i) {
            T* row = out.data() + (block * outSize + i) * inner;
            for (const Tap& tap : taps[static_cast<std::size_t>(i)]) {
                const T* source = in.data() + (block * inSize + tap.index) * inner;
                const T weight = static_cast<T>(tap.weight);
                for (std::int64_t k = 0; k < inner; ++k)
                    row[k] += weight * source[k];
            }
        }
    return out;
}

/// Positions that tf_crop_and_resize shows beyond the source take the extrapolation value.
template <class T>
void extrapolate(std::vector<T>& values, const ResizeModes& modes, std::span<const AxisResize> plan) {
    if (modes.coordinates != "tf_crop_and_resize") return;
    std::int64_t inner = 1;
    for (std::size_t k = plan.size(); k-- > 0; inner *= plan[k].outSize) {
        for (std::int64_t i = 0; i < plan[k].outSize; ++i) {
            if (!isOutside(modes, plan[k], i)) continue;
            for (std::int64_t start = i * inner; start < static_cast<std::int64_t>(values.size()); start += inner * plan[k].outSize)
                std::fill_n(values.begin() + start, inner, static_cast<T>(modes.extrapolation));
        }
    }
}

template <class T>
std::vector<T> interpolated(std::vector<T> values, std::vector<std::int64_t> dims, const ResizeModes& modes,
                            std::span<const AxisResize> plan) {
    for (std::size_t axis = 0; axis < plan.size(); ++axis) {
        if (plan[axis].isCopied) continue;
        std::vector<std::vector<Tap>> taps;
        for (std::int64_t i = 0; i < plan[axis].outSize; ++i)
            taps.push_back(tapsOf(modes, plan[axis], i));
        values = resampled(values, dims, axis, taps);
    }
    extrapolate(values, modes, plan);
    return values;
}

/// Cubic interpolation overshoots: integers are clamped to their type.
void saturate(std::vector<double>& values, DataType type) {
    const int bits = bitWidth(type);
    if (!isInteger(type) || bits >= 64) return;
    const bool isUnsigned = type == DataType::Uint8 || type == DataType::Uint16 || type == DataType::Uint32;
    const double least = isUnsigned ? 0.0 : -std::ldexp(1.0, bits - 1), most = std::ldexp(1.0, isUnsigned ? bits : bits - 1) - 1.0;
    for (double& value : values)
        value = std::clamp(value, least, most);
}

Result<Tensor> interpolate(const Tensor& input, const ResizeModes& modes, std::span<const AxisResize> plan,
                           std::vector<std::int64_t> dims) {
    const bool isNarrow = input.type() == DataType::Float16 || input.type() == DataType::Bfloat16;
    if (input.type() == DataType::Float || isNarrow) {
        const Tensor wide = input.toFloat();
        const auto elements = wide.data<float>();
        const std::vector<float> values = interpolated(std::vector<float>(elements.begin(), elements.end()), input.dims(), modes, plan);
        return narrowFloat(Tensor::of<float>(std::move(dims), std::span<const float>(values)), input.type());
    }
    std::vector<double> values = interpolated(input.toDoubles(), input.dims(), modes, plan);
    saturate(values, input.type());
    return tensorOf(input.type(), std::move(dims), values);
}

EvaluateOutcome evaluateResize(const OpContext& context, std::span<const Tensor> inputs) {
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(auto dims, outputDims(context, inputs, inferResize));
    LATHE_TRY(const ResizeModes modes, resizeModes(context));
    LATHE_TRY(const std::vector<AxisResize> plan, resizePlan(context, known));
    constexpr std::int64_t kMostElements = std::int64_t(1) << 32;
    if (*elementCountOf(dims[0]) > kMostElements || std::ranges::any_of(dims[0], [](std::int64_t dim) { return dim > kMostElements; }))
        return opError(context, "the output " + toText(dims[0]) + " is too large");
    if (modes.interpolation == "nearest") return oneOutput(context, resizeNearest(inputs[0], modes, plan, std::move(dims[0])));
    LATHE_CHECK(requireNumbers(context, inputs[0].type()));
    return oneOutput(context, interpolate(inputs[0], modes, plan, std::move(dims[0])));
}

/// Copies for nearest; a multiplication and an addition per tap of a 2-D kernel otherwise.
Work resizeWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const std::string mode = context.node.stringAttribute("mode", "nearest");
    const std::int64_t opsPerElement = mode == "nearest" ? 1 : mode == "cubic" ? 32 : 8;
    return {.vectorOps = multiplySaturated({elementsOf(outputs), opsPerElement})};
}

} // namespace

std::vector<OpRow> resizeOps() {
    return {
        {"", "Resize", 10, OpCategory::Tensor, QuantRule::PassThrough, inferResize, evaluateResize, resizeWork,
         "Changes the size of images by nearest, linear or cubic interpolation."},
        {"", "Upsample", 7, OpCategory::Tensor, QuantRule::PassThrough, inferResize, evaluateResize, resizeWork,
         "Enlarges images by nearest or linear interpolation."},
    };
}

} // namespace lathe
