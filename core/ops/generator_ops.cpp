#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/shape_families.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

Result<Tensor> constantOf(const OpContext& context) {
    const Node& node = context.node;
    if (const auto* tensor = node.findAttribute<Tensor>("value")) return *tensor;
    if (const auto* tensor = node.findAttribute<Tensor>("sparse_value")) return *tensor; // the reader makes it dense
    if (const auto* number = node.findAttribute<float>("value_float")) return Tensor::scalar(*number);
    if (const auto* numbers = node.findAttribute<std::vector<float>>("value_floats")) return vectorOf(*numbers);
    if (const auto* number = node.findAttribute<std::int64_t>("value_int")) return Tensor::scalar(*number);
    if (const auto* numbers = node.findAttribute<std::vector<std::int64_t>>("value_ints")) return vectorOf(*numbers);
    if (const auto* text = node.findAttribute<std::string>("value_string")) return Tensor::ofStrings({}, {*text});
    if (const auto* texts = node.findAttribute<std::vector<std::string>>("value_strings"))
        return Tensor::ofStrings({static_cast<std::int64_t>(texts->size())}, *texts);
    return opError(context, "has no value");
}

InferOutcome inferConstant(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 0, 0));
    LATHE_TRY(const Tensor tensor, constantOf(context));
    return std::vector{inferredOf(tensor)};
}

EvaluateOutcome evaluateConstant(const OpContext& context, std::span<const Tensor>) {
    return oneOutput(context, constantOf(context));
}

/// The one element that fills a ConstantOfShape: float 0 unless the attribute says otherwise.
Result<Tensor> fillValue(const OpContext& context) {
    const auto* value = context.node.findAttribute<Tensor>("value");
    if (!value) return Tensor::scalar(0.0f);
    if (value->elementCount() != 1) return opError(context, "the value must have one element, it has shape " + toText(value->dims()));
    return *value;
}

InferOutcome inferConstantOfShape(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_TRY(const Tensor value, fillValue(context));
    InferredTensor output = inferredOf(value.type());
    if (const auto values = knownInts(inputs, 0); values && std::ranges::any_of(*values, [](std::int64_t v) { return v < 0; }))
        return opError(context, "the shape " + toText(*values) + " has a negative dimension");
    if (const auto dims = knownDims(inputs, 0))
        output.shape = Shape(*dims);
    else if (const Shape* shape = shapeAt(inputs, 0); shape && shape->rank() == 1 && shape->isStatic())
        output.shape = openShape(shape->dims[0].value);
    return std::vector{output};
}

EvaluateOutcome evaluateConstantOfShape(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferConstantOfShape));
    LATHE_TRY(const Tensor value, fillValue(context));
    const SourceAxis all{.count = elementCountOf(dims[0]).value_or(0), .start = 0, .step = 0, .table = {}};
    return oneOutput(context, takeByAxes(value, std::span(&all, 1), std::move(dims[0])));
}

constexpr std::array kRangeTypes{DataType::Float, DataType::Double, DataType::Int16, DataType::Int32, DataType::Int64};

/// Number of elements of a Range: max(ceil((limit − start) / delta), 0).
Result<std::int64_t> rangeCount(const OpContext& context, std::span<const Tensor> bounds) {
    for (const Tensor& bound : bounds)
        if (bound.elementCount() != 1) return opError(context, "start, limit and delta must be scalars");
    const double start = bounds[0].toDoubles()[0], limit = bounds[1].toDoubles()[0], delta = bounds[2].toDoubles()[0];
    if (delta == 0.0) return opError(context, "delta is 0");
    const double count = std::ceil((limit - start) / delta);
    constexpr double kMost = 1e12;
    if (!(std::abs(count) < kMost)) return opError(context, "the range is too long or not a number");
    return std::max<std::int64_t>(static_cast<std::int64_t>(count), 0);
}

InferOutcome inferRange(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    LATHE_CHECK(requireType(context, type, kRangeTypes, "the range"));
    InferredTensor output = inferredOf(type, openShape(1));
    std::vector<Tensor> bounds;
    for (const InferredTensor& input : inputs)
        if (input.value) bounds.push_back(*input.value);
    if (bounds.size() != 3) return std::vector{output};
    LATHE_TRY(const std::int64_t count, rangeCount(context, bounds));
    output.shape = Shape({Dim(count)});
    return std::vector{output};
}

template <class T>
void fillRange(std::span<T> out, std::span<const Tensor> bounds) {
    const T start = bounds[0].data<T>()[0], delta = bounds[2].data<T>()[0];
    if constexpr (std::is_integral_v<T>) {
        auto value = static_cast<std::uint64_t>(start);
        StopProbe isStopped;
        for (T& element : out) {
            if (isStopped()) return;
            element = static_cast<T>(value);
            value += static_cast<std::uint64_t>(delta);
        }
    } else {
        StopProbe isStopped;
        for (std::size_t i = 0; i < out.size() && !isStopped(); ++i)
            out[i] = start + static_cast<T>(i) * delta;
    }
}

EvaluateOutcome evaluateRange(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferRange));
    return dispatchNumeric(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        fillRange(outputs[0].mutableData<T>(), inputs);
        return outputs;
    });
}

InferOutcome inferEyeLike(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 2, 2, "the input"));
    const auto type = static_cast<DataType>(context.node.intAttribute("dtype", static_cast<std::int64_t>(inputs[0].type)));
    return std::vector{inferredOf(type, inputs[0].shape)};
}

EvaluateOutcome evaluateEyeLike(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const std::vector<Tensor> zeros, makeOutputs(context, inputs, inferEyeLike));
    const std::int64_t rows = zeros[0].dim(0), columns = zeros[0].dim(1);
    const std::int64_t k = std::clamp(context.node.intAttribute("k", 0), -rows, columns);
    std::vector<std::int64_t> values(static_cast<std::size_t>(zeros[0].elementCount()), 0);
    for (std::int64_t row = std::max<std::int64_t>(0, -k); row < rows && row + k < columns; ++row)
        values[static_cast<std::size_t>(row * columns + row + k)] = 1;
    return oneOutput(context, tensorOf(zeros[0].type(), zeros[0].dims(), values));
}

InferOutcome inferOneHot(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    InferredTensor output = inferredOf(inputs[2].type);
    if (inputs[2].value && inputs[2].value->elementCount() != 2) return opError(context, "values must be the two elements [off, on]");
    const Shape* shape = shapeAt(inputs, 0);
    if (!shape) return std::vector{output};
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), shape->rank() + 1));
    Dim depth;
    if (inputs[1].value && inputs[1].value->elementCount() == 1) {
        const double given = inputs[1].value->toDoubles()[0];
        if (!(given >= 1.0 && given < 1e12)) return opError(context, "depth must be a positive number");
        depth = static_cast<std::int64_t>(given);
    }
    output.shape = *shape;
    output.shape->dims.insert(output.shape->dims.begin() + axis, depth);
    return std::vector{output};
}

/// The class of each index, −1 where the index is outside [−depth, depth).
std::vector<std::int64_t> classesOf(const Tensor& indices, std::int64_t depth) {
    std::vector<std::int64_t> classes;
    for (const double index : indices.toDoubles()) {
        const bool isInside = index >= -static_cast<double>(depth) && index < static_cast<double>(depth);
        const auto whole = isInside ? static_cast<std::int64_t>(index) : -1;
        classes.push_back(isInside && whole < 0 ? whole + depth : whole);
    }
    return classes;
}

EvaluateOutcome evaluateOneHot(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferOneHot));
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), inputs[0].rank() + 1));
    const std::int64_t depth = dims[0][static_cast<std::size_t>(axis)];
    const std::int64_t inner = elementCountOf(std::span(dims[0]).subspan(static_cast<std::size_t>(axis) + 1)).value_or(0);
    const std::vector<std::int64_t> classes = classesOf(inputs[0], depth);
    return oneOutput(context, takeByIndex(inputs[2], std::move(dims[0]), [&](std::int64_t i) -> std::int64_t {
                         const std::int64_t place = i / inner;
                         return classes[static_cast<std::size_t>(place / depth * inner + i % inner)] == place % depth;
                     }));
}

} // namespace

std::vector<OpRow> generatorOps() {
    return {
        {"", "Constant", 1, OpCategory::Constant, QuantRule::Structural, inferConstant, evaluateConstant, noWork, "Holds a tensor."},
        {"", "ConstantOfShape", 9, OpCategory::Constant, QuantRule::Structural, inferConstantOfShape, evaluateConstantOfShape,
         vectorPerOutput, "Fills a tensor of a given shape with one value."},
        {"", "Range", 11, OpCategory::Constant, QuantRule::Structural, inferRange, evaluateRange, vectorPerOutput,
         "Counts from start to limit in steps of delta."},
        {"", "EyeLike", 9, OpCategory::Constant, QuantRule::Structural, inferEyeLike, evaluateEyeLike, vectorPerOutput,
         "Ones on a diagonal of a matrix of zeros."},
        {"", "OneHot", 9, OpCategory::Tensor, QuantRule::Structural, inferOneHot, evaluateOneHot, vectorPerOutput,
         "One of two values per class: on where the index names it."},
    };
}

} // namespace lathe
