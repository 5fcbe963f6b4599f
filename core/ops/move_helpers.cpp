#include "core/ops/move_helpers.h"

#include "core/base/float16.h"

#include <algorithm>

namespace lathe {
namespace {

template <class To, class From>
To numberTo(From value) {
    if constexpr (std::is_same_v<To, bool>) {
        return value != From{};
    } else if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
        // Saturated at int64: a conversion out of range is undefined in C++.
        constexpr double kBound = 9.2e18;
        return value != value ? To{} : static_cast<To>(static_cast<std::int64_t>(std::clamp(value, -kBound, kBound)));
    } else {
        return static_cast<To>(value);
    }
}

template <class To, class From>
void fill(Tensor& out, std::span<const From> values) {
    std::ranges::transform(values, out.mutableData<To>().begin(), numberTo<To, From>);
}

template <class From>
Result<Tensor> makeTensor(DataType type, std::vector<std::int64_t> dims, std::span<const From> values) {
    if (bitWidth(type) == 0) return Error::input("no evaluation for elements of type " + std::string(toName(type)));
    if (type == DataType::Float16 || type == DataType::Bfloat16) {
        LATHE_TRY(Tensor wide, Tensor::makeChecked(DataType::Float, std::move(dims)));
        fill<float>(wide, values);
        return narrowFloat(wide, type);
    }
    LATHE_TRY(Tensor out, Tensor::makeChecked(type, std::move(dims)));
    switch (type) {
    case DataType::Float:
        fill<float>(out, values);
        return out;
    case DataType::Double:
        fill<double>(out, values);
        return out;
    case DataType::Int8:
        fill<std::int8_t>(out, values);
        return out;
    case DataType::Uint8:
        fill<std::uint8_t>(out, values);
        return out;
    case DataType::Int16:
        fill<std::int16_t>(out, values);
        return out;
    case DataType::Uint16:
        fill<std::uint16_t>(out, values);
        return out;
    case DataType::Int32:
        fill<std::int32_t>(out, values);
        return out;
    case DataType::Uint32:
        fill<std::uint32_t>(out, values);
        return out;
    case DataType::Int64:
        fill<std::int64_t>(out, values);
        return out;
    case DataType::Uint64:
        fill<std::uint64_t>(out, values);
        return out;
    case DataType::Bool:
        fill<bool>(out, values);
        return out;
    default:
        return Error::input("no evaluation for elements of type " + std::string(toName(type)));
    }
}

bool holdsInts(DataType type) {
    return isInteger(type) || type == DataType::Bool;
}

} // namespace

std::vector<InferredTensor> inferredOfAll(std::span<const Tensor> tensors) {
    std::vector<InferredTensor> known;
    for (const Tensor& tensor : tensors)
        known.push_back(inferredOf(tensor));
    return known;
}

Result<std::vector<std::vector<std::int64_t>>> outputDims(const OpContext& context, std::span<const Tensor> inputs, InferFn infer) {
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(const auto outputs, infer(context, known));
    std::vector<std::vector<std::int64_t>> result;
    for (const InferredTensor& output : outputs) {
        auto dims = output.shape ? output.shape->known() : std::nullopt;
        if (!dims || !elementCountOf(*dims)) return opError(context, "the output's shape does not follow from these inputs");
        result.push_back(*std::move(dims));
    }
    return result;
}

EvaluateOutcome oneOutput(const OpContext& context, Result<Tensor> output) {
    if (!output) return opError(context, output.error().message);
    return std::vector<Tensor>{std::move(output).value()};
}

Result<std::vector<std::int64_t>> normalizeAxes(const OpContext& context, std::span<const std::int64_t> axes, std::int64_t rank) {
    std::vector<std::int64_t> result;
    for (const std::int64_t axis : axes) {
        LATHE_TRY(const std::int64_t normal, normalizeAxis(context, axis, rank));
        if (std::ranges::find(result, normal) != result.end()) return opError(context, "axis " + std::to_string(axis) + " is named twice");
        result.push_back(normal);
    }
    return result;
}

IntsParameter intsParameter(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t i, std::string_view key) {
    if (isGiven(context, inputs, i)) {
        IntsParameter result{knownInts(inputs, i), false};
        result.isOpen = !result.values;
        return result;
    }
    if (!key.empty() && context.node.hasAttribute(key)) return {context.node.intsAttribute(key), false};
    return {};
}

std::optional<std::vector<Dim>> knownDims(std::span<const InferredTensor> inputs, std::size_t i) {
    if (const auto values = knownInts(inputs, i)) {
        std::vector<Dim> dims;
        for (const std::int64_t value : *values)
            dims.push_back(value < 0 ? Dim() : Dim(value));
        return dims;
    }
    return i < inputs.size() ? inputs[i].dims : std::nullopt;
}

std::optional<Shape> openShape(std::int64_t rank) {
    constexpr std::int64_t kMostRank = 256;
    if (rank < 0 || rank > kMostRank) return std::nullopt;
    return Shape(std::vector<Dim>(static_cast<std::size_t>(rank)));
}

Result<Tensor> tensorOf(DataType type, std::vector<std::int64_t> dims, std::span<const double> values) {
    return makeTensor(type, std::move(dims), values);
}

Result<Tensor> tensorOf(DataType type, std::vector<std::int64_t> dims, std::span<const std::int64_t> values) {
    return makeTensor(type, std::move(dims), values);
}

Status requireNumbers(const OpContext& context, DataType type) {
    if (type == DataType::Undefined || isFloatingPoint(type) || (holdsInts(type) && type != DataType::Uint64)) return {};
    return unsupportedType(context, type);
}

Result<std::vector<std::int64_t>> checkedIndices(const OpContext& context, const Tensor& indices, std::int64_t size) {
    if (!holdsInts(indices.type()))
        return opError(context, "indices have type " + std::string(toName(indices.type())) + ", expected int32 or int64");
    std::vector<std::int64_t> result = indices.toInt64s();
    for (std::int64_t& index : result) {
        if (index < -size || index >= size)
            return opError(context, "index " + std::to_string(index) + " is outside [" + std::to_string(-size) + ", " +
                                        std::to_string(size - 1) + "]");
        if (index < 0) index += size;
    }
    return result;
}

} // namespace lathe
