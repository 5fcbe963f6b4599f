#include "core/ops/element_moves.h"
#include "core/ops/families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

Result<std::vector<std::int64_t>> permutationOf(const OpContext& context, std::int64_t rank) {
    std::vector<std::int64_t> order = context.node.intsAttribute("perm");
    if (!context.node.hasAttribute("perm"))
        for (std::int64_t i = rank; i-- > 0;)
            order.push_back(i);
    if (static_cast<std::int64_t>(order.size()) != rank)
        return opError(context, "perm " + toText(order) + " does not fit an input of rank " + std::to_string(rank));
    return normalizeAxes(context, order, rank);
}

InferOutcome inferTranspose(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const auto order, permutationOf(context, shape->rank()));
    output.shape.emplace();
    for (const std::int64_t axis : order)
        output.shape->dims.push_back(shape->dims[static_cast<std::size_t>(axis)]);
    return std::vector{output};
}

EvaluateOutcome evaluateTranspose(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferTranspose));
    LATHE_TRY(const auto order, permutationOf(context, inputs[0].rank()));
    const auto own = sourceAxes(inputs[0].dims());
    std::vector<SourceAxis> axes;
    for (const std::int64_t axis : order)
        axes.push_back(own[static_cast<std::size_t>(axis)]);
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

InferOutcome inferTile(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    output.shape = openShape(shape->rank());
    const auto repeats = knownInts(inputs, 1);
    if (!repeats) return std::vector{output};
    if (static_cast<std::int64_t>(repeats->size()) != shape->rank())
        return opError(context, std::to_string(repeats->size()) + " repeats for an input of shape " + toText(*shape));
    for (std::size_t i = 0; i < repeats->size(); ++i) {
        const std::int64_t count = (*repeats)[i];
        if (count < 0) return opError(context, "a number of repeats is negative");
        if (count == 1)
            output.shape->dims[i] = shape->dims[i];
        else
            output.shape->dims[i] = productOf(Shape({shape->dims[i], Dim(count)}), 0, 2);
    }
    return std::vector{output};
}

EvaluateOutcome evaluateTile(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferTile));
    const std::vector<std::int64_t> repeats = inputs[1].toInt64s();
    std::vector<SourceAxis> axes;
    const auto own = sourceAxes(inputs[0].dims());
    for (std::size_t i = 0; i < own.size(); ++i) {
        axes.push_back({.count = repeats[i], .start = 0, .step = 0, .table = {}});
        axes.push_back(own[i]);
    }
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

constexpr std::array<std::string_view, 4> kPadModes{"constant", "reflect", "edge", "wrap"};

/// Elements before and after each axis; nothing while the pads are open.
struct Padding {
    std::vector<std::int64_t> before, after;
};

Result<std::optional<Padding>> paddingOf(const OpContext& context, std::span<const InferredTensor> inputs, std::int64_t rank) {
    const IntsParameter pads = intsParameter(context, inputs, 1, "pads"), given = intsParameter(context, inputs, 3, "");
    if (!pads.isOpen && !pads.values) return opError(context, "has no pads");
    if (pads.isOpen || given.isOpen) return std::optional<Padding>();
    std::vector<std::int64_t> axes = given.values.value_or(std::vector<std::int64_t>{});
    if (!given.values)
        for (std::int64_t i = 0; i < rank; ++i)
            axes.push_back(i);
    LATHE_TRY(axes, normalizeAxes(context, axes, rank));
    if (pads.values->size() != 2 * axes.size())
        return opError(context,
                       std::to_string(pads.values->size()) + " pads for " + std::to_string(axes.size()) + " axes, expected two for each");
    const auto size = static_cast<std::size_t>(rank);
    Padding padding{std::vector<std::int64_t>(size, 0), std::vector<std::int64_t>(size, 0)};
    for (std::size_t i = 0; i < axes.size(); ++i) {
        constexpr std::int64_t kMost = std::int64_t(1) << 40;
        const std::int64_t before = (*pads.values)[i], after = (*pads.values)[i + axes.size()];
        if (std::max(std::abs(before / 2), std::abs(after / 2)) > kMost) return opError(context, "a pad is absurdly large");
        padding.before[static_cast<std::size_t>(axes[i])] = before;
        padding.after[static_cast<std::size_t>(axes[i])] = after;
    }
    return std::optional(padding);
}

Result<Dim> paddedDim(const OpContext& context, const Dim& dim, std::int64_t before, std::int64_t after, bool needsElements) {
    if (before == 0 && after == 0) return dim;
    if (!dim.isKnown()) return Dim();
    if (dim.value > std::int64_t(1) << 61) return opError(context, "a dimension of " + std::to_string(dim.value) + " is absurdly large");
    const std::int64_t size = dim.value + before + after;
    if (size < 0)
        return opError(context, "pads of " + std::to_string(before) + " and " + std::to_string(after) + " remove more than the " +
                                    std::to_string(dim.value) + " elements of the axis");
    if (needsElements && dim.value == 0 && size > 0) return opError(context, "an axis without elements has none to repeat");
    return Dim(size);
}

InferOutcome inferPad(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 4));
    const std::string mode = context.node.stringAttribute("mode", "constant");
    if (std::ranges::find(kPadModes, mode) == kPadModes.end())
        return opError(context, "unknown mode '" + mode + "'", "known are constant, reflect, edge, wrap");
    if (isGiven(context, inputs, 2)) LATHE_CHECK(commonType(context, inputs, {0, 2}));
    InferredTensor output = inferredOf(inputs[0].type);
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const auto padding, paddingOf(context, inputs, shape->rank()));
    output.shape = openShape(shape->rank());
    if (!padding) return std::vector{output};
    for (std::size_t i = 0; i < shape->dims.size(); ++i) {
        LATHE_TRY(output.shape->dims[i], paddedDim(context, shape->dims[i], padding->before[i], padding->after[i], mode != "constant"));
    }
    return std::vector{output};
}

/// Where position `i` (negative in front of the axis) comes from in an axis of `size` elements.
std::int64_t paddingSource(std::string_view mode, std::int64_t i, std::int64_t size) {
    if (i >= 0 && i < size) return i;
    if (mode == "constant") return kFromFill;
    if (mode == "edge") return std::clamp<std::int64_t>(i, 0, size - 1);
    if (mode == "wrap") return (i % size + size) % size;
    const std::int64_t period = std::max<std::int64_t>(2 * size - 2, 1);
    const std::int64_t phase = (i % period + period) % period;
    return phase < size ? phase : period - phase;
}

Result<Tensor> padValue(const OpContext& context, std::span<const Tensor> inputs) {
    if (const Tensor* given = tensorAt(inputs, 2)) {
        if (given->elementCount() != 1) return opError(context, "the pad value must be a scalar");
        return *given;
    }
    if (!context.node.hasAttribute("value")) return Tensor();
    const double value = context.node.floatAttribute("value", 0.0f);
    return tensorOf(inputs[0].type(), {}, std::span(&value, 1));
}

EvaluateOutcome evaluatePad(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferPad));
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(const auto padding, paddingOf(context, known, inputs[0].rank()));
    LATHE_TRY(const Tensor fill, padValue(context, inputs));
    constexpr std::int64_t kLongest = std::int64_t(1) << 34;
    if (std::ranges::any_of(dims[0], [](std::int64_t dim) { return dim > kLongest; }))
        return opError(context, "the output " + toText(dims[0]) + " is too large");
    const std::string mode = context.node.stringAttribute("mode", "constant");
    std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (padding->before[i] == 0 && padding->after[i] == 0) continue;
        const std::int64_t size = axes[i].count;
        axes[i].count = dims[0][i];
        for (std::int64_t k = 0; k < axes[i].count; ++k) {
            const std::int64_t source = paddingSource(mode, k - padding->before[i], size);
            axes[i].table.push_back(source == kFromFill ? source : source * axes[i].step);
        }
    }
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0]), fill));
}

Result<std::int64_t> blockSize(const OpContext& context) {
    const std::int64_t block = context.node.intAttribute("blocksize", 0);
    if (block < 1 || block > (1 << 20)) return opError(context, "blocksize must be positive, it is " + std::to_string(block));
    return block;
}

Result<Dim> divided(const OpContext& context, const Dim& dim, std::int64_t divisor) {
    if (!dim.isKnown()) return Dim();
    if (dim.value % divisor != 0)
        return opError(context, "a dimension of " + std::to_string(dim.value) + " is not a multiple of " + std::to_string(divisor));
    return Dim(dim.value / divisor);
}

Dim multiplied(const Dim& dim, std::int64_t factor) {
    return productOf(Shape({dim, Dim(factor)}), 0, 2);
}

InferOutcome inferDepthToSpace(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 4, 4, "the input"));
    LATHE_TRY(const std::int64_t block, blockSize(context));
    const std::string mode = context.node.stringAttribute("mode", "DCR");
    if (mode != "DCR" && mode != "CRD") return opError(context, "unknown mode '" + mode + "'", "known are DCR and CRD");
    InferredTensor output = inferredOf(inputs[0].type, openShape(4));
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const Dim channels, divided(context, shape->dims[1], block * block));
    output.shape = Shape({shape->dims[0], channels, multiplied(shape->dims[2], block), multiplied(shape->dims[3], block)});
    return std::vector{output};
}

SourceAxis axisOf(std::int64_t count, std::int64_t step) {
    return {.count = count, .start = 0, .step = step, .table = {}};
}

EvaluateOutcome evaluateDepthToSpace(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferDepthToSpace));
    LATHE_TRY(const std::int64_t block, blockSize(context));
    const auto own = sourceAxes(inputs[0].dims());
    const std::int64_t channels = dims[0][1], plane = own[1].step;
    const bool isDepthFirst = context.node.stringAttribute("mode", "DCR") == "DCR";
    const std::int64_t channelStep = isDepthFirst ? plane : plane * block * block;
    const std::int64_t columnStep = isDepthFirst ? plane * channels : plane;
    const std::array axes{own[0], axisOf(channels, channelStep), own[2], axisOf(block, columnStep * block),
                          own[3], axisOf(block, columnStep)};
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

InferOutcome inferSpaceToDepth(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 4, 4, "the input"));
    LATHE_TRY(const std::int64_t block, blockSize(context));
    InferredTensor output = inferredOf(inputs[0].type, openShape(4));
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const Dim rows, divided(context, shape->dims[2], block));
    LATHE_TRY(const Dim columns, divided(context, shape->dims[3], block));
    output.shape = Shape({shape->dims[0], multiplied(shape->dims[1], block * block), rows, columns});
    return std::vector{output};
}

EvaluateOutcome evaluateSpaceToDepth(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferSpaceToDepth));
    LATHE_TRY(const std::int64_t block, blockSize(context));
    const auto own = sourceAxes(inputs[0].dims());
    const std::array axes{own[0],
                          axisOf(block, own[2].step),
                          axisOf(block, own[3].step),
                          own[1],
                          axisOf(dims[0][2], own[2].step * block),
                          axisOf(dims[0][3], own[3].step * block)};
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

InferOutcome inferTrilu(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 2, -1, "the input"));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

EvaluateOutcome evaluateTrilu(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferTrilu));
    std::int64_t k = 0;
    if (const Tensor* given = tensorAt(inputs, 1)) {
        if (given->elementCount() != 1) return opError(context, "k must be a scalar");
        k = given->toInt64s()[0];
    }
    const bool isUpper = context.node.intAttribute("upper", 1) != 0;
    const std::int64_t columns = inputs[0].dim(inputs[0].rank() - 1), rows = inputs[0].dim(inputs[0].rank() - 2);
    k = std::clamp(k, -rows - 1, columns + 1);
    return oneOutput(context, takeByIndex(inputs[0], std::move(dims[0]), [&](std::int64_t i) {
                         const std::int64_t distance = i % columns - i / columns % rows;
                         return (isUpper ? distance >= k : distance <= k) ? i : kFromFill;
                     }));
}

} // namespace

std::vector<OpRow> movementOps() {
    std::vector<OpRow> rows = {
        {"", "Transpose", 1, OpCategory::Tensor, QuantRule::PassThrough, inferTranspose, evaluateTranspose, vectorPerOutput,
         "Permutes the axes."},
        {"", "Tile", 6, OpCategory::Tensor, QuantRule::PassThrough, inferTile, evaluateTile, vectorPerOutput,
         "Repeats a tensor along its axes."},
        {"", "Pad", 2, OpCategory::Tensor, QuantRule::PassThrough, inferPad, evaluatePad, vectorPerOutput,
         "Adds elements around a tensor, or removes them."},
        {"", "DepthToSpace", 1, OpCategory::Tensor, QuantRule::PassThrough, inferDepthToSpace, evaluateDepthToSpace, vectorPerOutput,
         "Moves channels into blocks of pixels."},
        {"", "SpaceToDepth", 1, OpCategory::Tensor, QuantRule::PassThrough, inferSpaceToDepth, evaluateSpaceToDepth, vectorPerOutput,
         "Moves blocks of pixels into channels."},
        {"", "Trilu", 14, OpCategory::Tensor, QuantRule::PassThrough, inferTrilu, evaluateTrilu, vectorPerOutput,
         "Keeps the upper or lower triangle of matrices."},
    };
    for (const auto part : {sliceOps, gatherOps, scatterOps, selectionOps, suppressionOps, resizeOps, gridSampleOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
