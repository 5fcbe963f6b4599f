#include "core/ops/element_moves.h"
#include "core/ops/families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>

namespace lathe {
namespace {

/// Shape's attributes start and end, clamped to [0, rank].
std::int64_t clampedPlace(std::int64_t place, std::int64_t rank) {
    return std::clamp<std::int64_t>(place < 0 ? place + rank : place, 0, rank);
}

InferOutcome inferShape(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    InferredTensor output = inferredOf(DataType::Int64, openShape(1));
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    const std::int64_t first = clampedPlace(context.node.intAttribute("start", 0), shape->rank());
    const std::int64_t last = std::max(first, clampedPlace(context.node.intAttribute("end", shape->rank()), shape->rank()));
    output.dims.emplace(shape->dims.begin() + first, shape->dims.begin() + last);
    output.shape = Shape({Dim(last - first)});
    return std::vector{output};
}

EvaluateOutcome evaluateShape(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferShape));
    const std::int64_t first = clampedPlace(context.node.intAttribute("start", 0), inputs[0].rank());
    std::copy_n(inputs[0].dims().begin() + first, outputs[0].elementCount(), outputs[0].mutableData<std::int64_t>().begin());
    return outputs;
}

InferOutcome inferSize(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    InferredTensor output = inferredOf(DataType::Int64, Shape());
    if (const auto count = inputs[0].shape ? inputs[0].shape->elementCount() : std::nullopt) output.dims = {Dim(*count)};
    return std::vector{output};
}

EvaluateOutcome evaluateSize(const OpContext&, std::span<const Tensor> inputs) {
    return std::vector{Tensor::scalar(inputs[0].elementCount())};
}

InferOutcome inferExpand(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    InferredTensor output = inferredOf(inputs[0].type);
    auto target = knownDims(inputs, 1);
    if (const auto values = knownInts(inputs, 1); values && std::ranges::any_of(*values, [](std::int64_t v) { return v < 0; }))
        return opError(context, "the target shape " + toText(*values) + " has a negative dimension");
    const Shape *shape = shapeAt(inputs, 0), *length = shapeAt(inputs, 1);
    if (!target && length && length->rank() == 1 && length->isStatic())
        if (const auto open = openShape(length->dims[0].value)) target = open->dims;
    if (!target || !shape) return std::vector{output};
    LATHE_TRY(output.shape, broadcastShapes(context, *shape, Shape(*target)));
    return std::vector{output};
}

EvaluateOutcome evaluateExpand(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferExpand));
    const std::vector<std::int64_t>& target = dims[0];
    const auto own = sourceAxes(inputs[0].dims());
    const std::size_t missing = target.size() - own.size();
    std::vector<SourceAxis> axes(target.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
        axes[i].count = target[i];
        axes[i].step = i < missing || own[i - missing].count == 1 ? 0 : own[i - missing].step;
    }
    return oneOutput(context, takeByAxes(inputs[0], axes, std::move(dims[0])));
}

EvaluateOutcome evaluateIdentity(const OpContext&, std::span<const Tensor> inputs) {
    return std::vector{inputs[0]};
}

/// In the versions before 10 the mask has the type of the data.
DataType maskType(const OpContext& context, DataType data) {
    return context.opset < 10 ? data : DataType::Bool;
}

InferOutcome inferDropout(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 3));
    const std::vector both{inferredOf(inputs[0].type, inputs[0].shape), inferredOf(maskType(context, inputs[0].type), inputs[0].shape)};
    return both;
}

bool isOne(const Tensor* flag) {
    return flag && flag->type() == DataType::Bool && flag->elementCount() == 1 && flag->toInt64s()[0] != 0;
}

EvaluateOutcome evaluateDropout(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor* ratio = tensorAt(inputs, 1);
    const bool dropsNothing = ratio && ratio->elementCount() == 1 && ratio->toDoubles()[0] == 0.0;
    if (isOne(tensorAt(inputs, 2)) && !dropsNothing)
        return opError(context, "is set to drop at random", "export the network for inference");
    if (context.node.outputs.size() < 2) return std::vector{inputs[0]};
    const std::vector<std::int64_t> ones(static_cast<std::size_t>(inputs[0].elementCount()), 1);
    LATHE_TRY(Tensor mask, tensorOf(maskType(context, inputs[0].type()), inputs[0].dims(), ones));
    return std::vector{inputs[0], std::move(mask)};
}

} // namespace

std::vector<OpRow> shapeOps() {
    std::vector<OpRow> rows = {
        {"", "Shape", 1, OpCategory::Shape, QuantRule::Structural, inferShape, evaluateShape, noWork,
         "Gives the dimensions of a tensor, or a range of them."},
        {"", "Size", 1, OpCategory::Shape, QuantRule::Structural, inferSize, evaluateSize, noWork,
         "Gives the number of elements of a tensor."},
        {"", "Expand", 8, OpCategory::Shape, QuantRule::PassThrough, inferExpand, evaluateExpand, vectorPerOutput,
         "Repeats a tensor along dimensions of size 1."},
        {"", "Identity", 1, OpCategory::Shape, QuantRule::PassThrough, inferSameAsFirst, evaluateIdentity, noWork, "Gives its input.", true,
         true},
        {"", "Dropout", 7, OpCategory::Shape, QuantRule::PassThrough, inferDropout, evaluateDropout, noWork,
         "Drops elements in training; gives its input in inference."},
    };
    for (const auto part : {reshapeOps, generatorOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
