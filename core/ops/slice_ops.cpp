#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>

namespace lathe {
namespace {

/// Elements start, start + step, … of one axis.
struct Stretch {
    std::int64_t start = 0;
    std::int64_t step = 1;
    std::int64_t count = 0;
};

/// ONNX Slice-13: negative bounds count from the end, then both are clamped to what the direction can reach.
Stretch stretchOf(std::int64_t dim, std::int64_t start, std::int64_t end, std::int64_t givenStep) {
    constexpr std::int64_t kFarthest = std::int64_t(1) << 61;
    const std::int64_t step = std::clamp(givenStep, -kFarthest, kFarthest);
    if (start < 0) start += dim;
    if (end < 0) end += dim;
    if (step > 0) {
        start = std::clamp<std::int64_t>(start, 0, dim);
        end = std::clamp<std::int64_t>(end, 0, dim);
        return {start, step, start < end ? (end - start - 1) / step + 1 : 0};
    }
    start = std::clamp<std::int64_t>(start, dim > 0 ? 0 : -1, dim - 1);
    end = std::clamp<std::int64_t>(end, -1, dim - 1);
    return {start, step, end < start ? (start - end - 1) / -step + 1 : 0};
}

/// The parameters of a Slice as far as they are known, in order of `axes`.
struct SliceBounds {
    IntsParameter starts, ends, steps;
    std::vector<std::int64_t> axes; ///< in [0, rank)
    bool areAxesOpen = false;

    bool hasBounds() const { return starts.values && ends.values && !steps.isOpen; }
    Stretch stretch(std::size_t i, std::int64_t dim) const {
        return stretchOf(dim, (*starts.values)[i], (*ends.values)[i], steps.values ? (*steps.values)[i] : 1);
    }
};

Result<SliceBounds> readBounds(const OpContext& context, std::span<const InferredTensor> inputs, std::int64_t rank) {
    SliceBounds bounds{intsParameter(context, inputs, 1, "starts"),
                       intsParameter(context, inputs, 2, "ends"),
                       intsParameter(context, inputs, 4, ""),
                       {},
                       false};
    const IntsParameter axes = intsParameter(context, inputs, 3, "axes");
    bounds.areAxesOpen = axes.isOpen || (!axes.values && !bounds.starts.values);
    if (!bounds.starts.isOpen && !bounds.starts.values) return opError(context, "has no starts");
    if (!bounds.ends.isOpen && !bounds.ends.values) return opError(context, "has no ends");
    std::vector<std::int64_t> given = axes.values.value_or(std::vector<std::int64_t>{});
    if (!axes.values && bounds.starts.values)
        for (std::size_t i = 0; i < bounds.starts.values->size(); ++i)
            given.push_back(static_cast<std::int64_t>(i));
    for (const IntsParameter* list : {&bounds.starts, &bounds.ends, &bounds.steps})
        if (list->values && !bounds.areAxesOpen && list->values->size() != given.size())
            return opError(context, "starts, ends, axes and steps differ in length");
    if (bounds.steps.values && std::ranges::find(*bounds.steps.values, 0) != bounds.steps.values->end())
        return opError(context, "a step is 0");
    LATHE_TRY(bounds.axes, normalizeAxes(context, given, rank));
    return bounds;
}

/// True when the stretch is the whole axis, however long that is.
bool isWhole(const SliceBounds& bounds, std::size_t i) {
    constexpr std::int64_t kEnd = std::numeric_limits<std::int32_t>::max();
    return (*bounds.starts.values)[i] == 0 && (*bounds.ends.values)[i] >= kEnd && (!bounds.steps.values || (*bounds.steps.values)[i] == 1);
}

InferOutcome inferSlice(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 5));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const SliceBounds bounds, readBounds(context, inputs, shape->rank()));
    if (bounds.areAxesOpen) {
        output.shape = openShape(shape->rank());
        return std::vector{output};
    }
    output.shape = *shape;
    for (std::size_t i = 0; i < bounds.axes.size(); ++i) {
        Dim& dim = output.shape->dims[static_cast<std::size_t>(bounds.axes[i])];
        if (!bounds.hasBounds())
            dim = Dim();
        else if (dim.isKnown())
            dim = bounds.stretch(i, dim.value).count;
        else if (!isWhole(bounds, i))
            dim = Dim();
    }
    return std::vector{output};
}

EvaluateOutcome evaluateSlice(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferSlice));
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(const SliceBounds bounds, readBounds(context, known, inputs[0].rank()));
    std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
    for (std::size_t i = 0; i < bounds.axes.size(); ++i) {
        SourceAxis& axis = axes[static_cast<std::size_t>(bounds.axes[i])];
        const Stretch stretch = bounds.stretch(i, axis.count);
        axis.start = stretch.start * axis.step;
        axis.step = stretch.count > 1 ? axis.step * stretch.step : axis.step;
        axis.count = stretch.count;
    }
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

/// Sizes of `parts` equal parts; from opset 18 on the last one may be smaller.
Result<std::vector<Dim>> equalParts(const OpContext& context, const Dim& dim, std::int64_t parts) {
    if (!dim.isKnown()) return std::vector<Dim>(static_cast<std::size_t>(parts));
    const std::int64_t size = dim.value / parts + (dim.value % parts != 0);
    if (dim.value % parts != 0 && (context.opset < 18 || (parts - 1) * size > dim.value))
        return opError(context, std::to_string(dim.value) + " elements cannot be split into " + std::to_string(parts) + " parts");
    std::vector<Dim> sizes(static_cast<std::size_t>(parts), Dim(size));
    sizes.back() = dim.value - (parts - 1) * size;
    return sizes;
}

Result<std::vector<Dim>> splitSizes(const OpContext& context, std::span<const InferredTensor> inputs, const Dim& dim) {
    const auto parts = static_cast<std::int64_t>(context.node.outputs.size());
    const IntsParameter split = intsParameter(context, inputs, 1, "split");
    if (parts == 0) return opError(context, "has no outputs");
    if (context.node.intAttribute("num_outputs", parts) != parts)
        return opError(context, "num_outputs differs from the number of outputs, " + std::to_string(parts));
    if (split.isOpen) return std::vector<Dim>(static_cast<std::size_t>(parts));
    if (!split.values || split.values->empty()) return equalParts(context, dim, parts);
    if (static_cast<std::int64_t>(split.values->size()) != parts)
        return opError(context, "names " + std::to_string(split.values->size()) + " sizes for " + std::to_string(parts) + " outputs");
    std::int64_t rest = dim.isKnown() ? dim.value : std::numeric_limits<std::int64_t>::max();
    std::vector<Dim> sizes;
    for (const std::int64_t size : *split.values) {
        if (size < 0 || size > rest)
            return opError(context, "the sizes " + toText(*split.values) + " do not fit a dimension of " + std::to_string(dim.value));
        rest -= size;
        sizes.emplace_back(size);
    }
    if (dim.isKnown() && rest != 0)
        return opError(context, "the sizes " + toText(*split.values) + " do not add up to " + std::to_string(dim.value));
    return sizes;
}

InferOutcome inferSplit(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    std::vector<InferredTensor> outputs(context.node.outputs.size(), inferredOf(inputs[0].type));
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return outputs;
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), shape->rank()));
    LATHE_TRY(const std::vector<Dim> sizes, splitSizes(context, inputs, shape->dims[static_cast<std::size_t>(axis)]));
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        outputs[i].shape = *shape;
        outputs[i].shape->dims[static_cast<std::size_t>(axis)] = sizes[i];
    }
    return outputs;
}

EvaluateOutcome evaluateSplit(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto dims, outputDims(context, inputs, inferSplit));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    const auto at = static_cast<std::size_t>(axis);
    std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
    std::vector<Tensor> outputs;
    for (const std::vector<std::int64_t>& part : dims) {
        axes[at].count = part[at];
        auto taken = takeByAxes(inputs[0], axes, part);
        if (!taken) return opError(context, taken.error().message);
        outputs.push_back(std::move(taken).value());
        axes[at].start += part[at] * axes[at].step;
    }
    return outputs;
}

Dim sumOf(const Dim& a, const Dim& b) {
    constexpr std::int64_t kMost = std::int64_t(1) << 61;
    return a.isKnown() && b.isKnown() && a.value < kMost && b.value < kMost ? Dim(a.value + b.value) : Dim();
}

/// Joins the shape of one more part to what is known of the whole.
Status joinShape(const OpContext& context, Shape& whole, const Shape& part, std::int64_t axis) {
    if (part.rank() != whole.rank())
        return opError(context, "inputs of shapes " + toText(whole) + " and " + toText(part) + " differ in rank");
    for (std::int64_t i = 0; i < whole.rank(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (i == axis) {
            whole.dims[at] = sumOf(whole.dims[at], part.dims[at]);
        } else {
            LATHE_TRY(whole.dims[at], sameDim(context, whole.dims[at], part.dims[at], "dimension " + std::to_string(i) + " of the inputs"));
        }
    }
    return {};
}

InferOutcome inferConcat(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    InferredTensor output = inferredOf(type);
    const bool isRankKnown = std::ranges::all_of(inputs, [](const InferredTensor& input) { return input.shape.has_value(); });
    if (!isRankKnown) return std::vector{output};
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 1), inputs[0].shape->rank()));
    output.shape = inputs[0].shape;
    for (const InferredTensor& input : inputs.subspan(1))
        LATHE_CHECK(joinShape(context, *output.shape, *input.shape, axis));
    return std::vector{output};
}

EvaluateOutcome evaluateConcat(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto dims, outputDims(context, inputs, inferConcat));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 1), inputs[0].rank()));
    return oneOutput(context, joinAlong(inputs, axis));
}

} // namespace

std::vector<OpRow> sliceOps() {
    return {
        {"", "Slice", 1, OpCategory::Tensor, QuantRule::PassThrough, inferSlice, evaluateSlice, vectorPerOutput,
         "Takes a stretch of some axes, with steps."},
        {"", "Split", 2, OpCategory::Tensor, QuantRule::PassThrough, inferSplit, evaluateSplit, vectorPerOutput,
         "Cuts a tensor into parts along an axis."},
        {"", "Concat", 4, OpCategory::Tensor, QuantRule::Requantize, inferConcat, evaluateConcat, vectorPerOutput,
         "Joins tensors along an axis."},
    };
}

} // namespace lathe
