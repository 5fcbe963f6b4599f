#include "core/ops/op_helpers.h"

#include "core/base/float16.h"

#include <algorithm>

namespace lathe {
namespace {

/// What all items of a container have in common.
ElementTypePtr elementOf(const Tensor& container) {
    ElementTypePtr common;
    for (const Tensor& item : container.items()) {
        const bool holdsItems = isContainer(item.type());
        const ElementTypePtr one = makeElement(item.type(), holdsItems ? std::nullopt : std::optional(Shape::of(item.dims())),
                                               holdsItems ? elementOf(item) : nullptr);
        common = common ? commonElement(common, one) : one;
        if (!common) break;
    }
    return common;
}

} // namespace

Error opError(const OpContext& context, const std::string& message, std::string remedy) {
    Error error = Error::input(context.node.opType + " '" + context.node.name + "': " + message, {}, std::move(remedy));
    error.node = context.node.name;
    return error;
}

Error unsupportedType(const OpContext& context, DataType type) {
    return opError(context, "no evaluation for elements of type " + std::string(toName(type)));
}

Status requireTensor(const OpContext& context, const OpRow& row, std::size_t i, DataType type) {
    if (row.takesContainers || !isContainer(type)) return {};
    return opError(context, "input " + std::to_string(i) + " is a value of type " + std::string(toName(type)) + ", expected a tensor");
}

Status requireInputs(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t least, std::int64_t most) {
    if (inputs.size() < least || (most >= 0 && static_cast<std::int64_t>(inputs.size()) > most)) {
        const std::string wanted = most < 0                                   ? std::to_string(least) + " or more"
                                   : static_cast<std::int64_t>(least) == most ? std::to_string(least)
                                                                              : std::to_string(least) + " to " + std::to_string(most);
        return opError(context, "has " + std::to_string(inputs.size()) + " inputs, expected " + wanted);
    }
    for (std::size_t i = 0; i < least; ++i)
        if (!isGiven(context, inputs, i)) return opError(context, "input " + std::to_string(i) + " is required but omitted");
    return {};
}

bool isGiven(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i) {
    if (i >= inputs.size()) return false;
    return context.node.input(i).isValid() || inputs[i].type != DataType::Undefined || inputs[i].shape.has_value();
}

const Tensor* tensorAt(std::span<const Tensor> inputs, std::size_t i) {
    return i < inputs.size() && inputs[i].isPresent() ? &inputs[i] : nullptr;
}

const Shape* shapeAt(std::span<const InferredTensor> inputs, std::size_t i) {
    return i < inputs.size() && inputs[i].shape ? &*inputs[i].shape : nullptr;
}

DataType typeAt(std::span<const InferredTensor> inputs, std::size_t i) {
    return i < inputs.size() ? inputs[i].type : DataType::Undefined;
}

std::optional<std::vector<std::int64_t>> knownInts(std::span<const InferredTensor> inputs, std::size_t i) {
    if (i >= inputs.size()) return std::nullopt;
    const InferredTensor& input = inputs[i];
    if (input.value && (isInteger(input.value->type()) || input.value->type() == DataType::Bool)) return input.value->toInt64s();
    if (!input.dims) return std::nullopt;
    std::vector<std::int64_t> values;
    for (const Dim& dim : *input.dims) {
        if (!dim.isKnown()) return std::nullopt;
        values.push_back(dim.value);
    }
    return values;
}

Result<DataType> commonType(const OpContext& context, std::span<const InferredTensor> inputs, std::initializer_list<std::size_t> which) {
    std::vector<std::size_t> indices(which);
    if (indices.empty())
        for (std::size_t i = 0; i < inputs.size(); ++i)
            indices.push_back(i);
    DataType type = DataType::Undefined;
    for (const std::size_t i : indices) {
        const DataType other = typeAt(inputs, i);
        if (other == DataType::Undefined) continue;
        if (type != DataType::Undefined && other != type)
            return opError(context, "inputs of types " + std::string(toName(type)) + " and " + std::string(toName(other)) + " must agree");
        type = other;
    }
    return type;
}

Status requireType(const OpContext& context, DataType type, std::span<const DataType> allowed, std::string_view what) {
    if (type == DataType::Undefined || std::find(allowed.begin(), allowed.end(), type) != allowed.end()) return {};
    std::string names;
    for (const DataType one : allowed)
        names += (names.empty() ? "" : ", ") + std::string(toName(one));
    return opError(context, std::string(what) + " has type " + std::string(toName(type)) + ", expected " + names);
}

Status requireRank(const OpContext& context, const Shape* shape, std::int64_t least, std::int64_t most, std::string_view what) {
    if (!shape || (shape->rank() >= least && (most < 0 || shape->rank() <= most))) return {};
    const std::string wanted = most == least ? std::to_string(least)
                               : most < 0    ? "at least " + std::to_string(least)
                                             : std::to_string(least) + " to " + std::to_string(most);
    return opError(context, std::string(what) + " has shape " + toText(*shape) + ", expected rank " + wanted);
}

InferredTensor inferredOf(DataType type, std::optional<Shape> shape) {
    InferredTensor result;
    result.type = type;
    result.shape = std::move(shape);
    return result;
}

InferredTensor inferredOf(const Tensor& tensor) {
    if (!tensor.isPresent()) return {};
    if (isContainer(tensor.type())) {
        InferredTensor container = inferredOf(tensor.type());
        container.element = elementOf(tensor);
        return container;
    }
    InferredTensor result = inferredOf(tensor.type(), Shape::of(tensor.dims()));
    result.value = tensor;
    return result;
}

Result<std::int64_t> normalizeAxis(const OpContext& context, std::int64_t axis, std::int64_t rank) {
    if (axis < -rank || axis >= rank)
        return opError(context, "axis " + std::to_string(axis) + " is outside a tensor of rank " + std::to_string(rank));
    return axis < 0 ? axis + rank : axis;
}

Result<Shape> broadcastShapes(const OpContext& context, const Shape& a, const Shape& b) {
    const std::int64_t rank = std::max(a.rank(), b.rank());
    Shape result;
    result.dims.resize(static_cast<std::size_t>(rank));
    for (std::int64_t i = 1; i <= rank; ++i) {
        const Dim x = i <= a.rank() ? a.dims[static_cast<std::size_t>(a.rank() - i)] : Dim(1);
        const Dim y = i <= b.rank() ? b.dims[static_cast<std::size_t>(b.rank() - i)] : Dim(1);
        Dim& out = result.dims[static_cast<std::size_t>(rank - i)];
        if (x == y || y == Dim(1))
            out = x;
        else if (x == Dim(1))
            out = y;
        else if (x.isKnown() && y.isKnown())
            return opError(context, "shapes " + toText(a) + " and " + toText(b) + " do not broadcast");
        else if (x.isKnown())
            out = x;
        else if (y.isKnown())
            out = y;
    }
    return result;
}

Result<Shape> broadcastAll(const OpContext& context, std::span<const Shape> shapes) {
    Shape result;
    for (const Shape& shape : shapes) {
        LATHE_TRY(result, broadcastShapes(context, result, shape));
    }
    return result;
}

Result<Dim> sameDim(const OpContext& context, const Dim& a, const Dim& b, std::string_view what) {
    if (a.isKnown() && b.isKnown() && a.value != b.value)
        return opError(context, std::string(what) + ": " + std::to_string(a.value) + " against " + std::to_string(b.value));
    if (a.isKnown() || !b.isKnown()) return a.isKnown() || !a.symbol.empty() ? a : b;
    return b;
}

Dim productOf(const Shape& shape, std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> values;
    if (last - first == 1) return shape.dims[static_cast<std::size_t>(first)];
    for (std::int64_t i = first; i < last; ++i) {
        const Dim& dim = shape.dims[static_cast<std::size_t>(i)];
        if (!dim.isKnown()) return {};
        values.push_back(dim.value);
    }
    const auto product = elementCountOf(values);
    return product ? Dim(*product) : Dim();
}

InferOutcome inferSameAsFirst(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    InferredTensor output = inferredOf(inputs[0].type, inputs[0].shape);
    output.element = inputs[0].element;
    return std::vector{std::move(output)};
}

InferOutcome inferBroadcast(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    std::vector<Shape> shapes;
    for (const InferredTensor& input : inputs) {
        if (!input.shape) return std::vector{inferredOf(type)};
        shapes.push_back(*input.shape);
    }
    LATHE_TRY(Shape shape, broadcastAll(context, shapes));
    return std::vector{inferredOf(type, std::move(shape))};
}

EvaluateOutcome makeOutputs(const OpContext& context, std::span<const Tensor> inputs, InferFn infer) {
    std::vector<InferredTensor> known;
    for (const Tensor& input : inputs)
        known.push_back(inferredOf(input));
    LATHE_TRY(const auto wanted, infer(context, known));
    std::vector<Tensor> outputs;
    for (const InferredTensor& output : wanted) {
        const auto dims = output.shape ? output.shape->known() : std::nullopt;
        if (!dims || output.type == DataType::Undefined || output.type == DataType::String || isContainer(output.type))
            return opError(context, "the output's type and shape do not follow from these inputs");
        auto made = Tensor::makeChecked(output.type, *dims);
        if (!made) return opError(context, made.error().message);
        outputs.push_back(std::move(made).value());
    }
    return outputs;
}

Tensor narrowFloat(const Tensor& tensor, DataType type) {
    if (tensor.type() != DataType::Float || (type != DataType::Float16 && type != DataType::Bfloat16)) return tensor;
    Tensor result = Tensor::makeZeros(type, tensor.dims());
    mapElements(tensor.data<float>(), result.mutableData<std::uint16_t>().begin(),
                type == DataType::Float16 ? floatToHalf : floatToBfloat16);
    return result;
}

BroadcastWalk::BroadcastWalk(std::span<const std::int64_t> outDims, std::span<const std::vector<std::int64_t>> operandDims)
    : m_operands(operandDims.size()) {
    for (std::size_t axis = 0; axis < outDims.size(); ++axis) {
        std::vector<std::int64_t> strides;
        for (const std::vector<std::int64_t>& dims : operandDims) {
            const std::size_t missing = outDims.size() - dims.size();
            const bool repeats = axis < missing || (dims[axis - missing] == 1 && outDims[axis] != 1);
            strides.push_back(repeats ? 0 : rowMajorStrides(dims)[axis - missing]);
        }
        if (outDims[axis] == 1) continue;
        bool joins = !m_dims.empty();
        for (std::size_t k = 0; joins && k < m_operands; ++k)
            joins = m_strides[m_strides.size() - m_operands + k] == strides[k] * outDims[axis];
        if (joins) {
            m_dims.back() *= outDims[axis];
            m_strides.resize(m_strides.size() - m_operands);
        } else {
            m_dims.push_back(outDims[axis]);
        }
        m_strides.insert(m_strides.end(), strides.begin(), strides.end());
    }
    if (!m_dims.empty()) return;
    m_dims.push_back(1);
    m_strides.assign(m_operands, 0);
}

std::int64_t addSaturated(std::int64_t a, std::int64_t b) {
    constexpr std::int64_t kMost = std::int64_t(1) << 62;
    return a > kMost - b ? kMost : a + b;
}

std::int64_t multiplySaturated(std::initializer_list<std::int64_t> factors) {
    return elementCountOf(std::span<const std::int64_t>(factors.begin(), factors.size())).value_or(std::int64_t(1) << 62);
}

std::int64_t elementsOf(std::span<const InferredTensor> tensors) {
    std::int64_t count = 0;
    for (const InferredTensor& tensor : tensors)
        if (tensor.shape) count = addSaturated(count, tensor.shape->elementCount().value_or(0));
    return count;
}

Work noWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor>) {
    return {};
}

Work vectorPerOutput(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = elementsOf(outputs)};
}

Work specialPerOutput(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.specialOps = elementsOf(outputs)};
}

Work vectorPerInput(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    return {.vectorOps = elementsOf(inputs.first(std::min<std::size_t>(inputs.size(), 1)))};
}

} // namespace lathe
