#include "core/ops/cast_strings.h"
#include "core/ops/elementwise_families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/narrow_types.h"

#include "core/base/float16.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

bool isEvaluated(DataType type) {
    return type == DataType::Bool || type == DataType::Float || type == DataType::Double || type == DataType::Float16 ||
           type == DataType::Bfloat16 || isInteger(type) || isFloat8(type);
}

Result<DataType> targetOf(const OpContext& context) {
    const std::int64_t to = context.node.intAttribute("to", 0);
    if (to < 1 || to > static_cast<std::int64_t>(DataType::Int4))
        return opError(context, "the attribute to = " + std::to_string(to) + " names no element type");
    return static_cast<DataType>(to);
}

InferOutcome inferCast(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_TRY(const DataType to, targetOf(context));
    return std::vector{inferredOf(to, inputs[0].shape)};
}

InferOutcome inferCastLike(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    return std::vector{inferredOf(inputs[1].type, inputs[0].shape)};
}

/// Truncated towards zero; what does not fit saturates, NaN gives 0 (ONNX leaves both open).
template <class T>
T integerFrom(double value) {
    if (std::isnan(value)) return T(0);
    if (value <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
    if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(value);
}

template <class From>
void castTo(std::span<const From> values, Tensor& out, bool saturates) {
    const auto fill = [&]<class To>(To, auto convert) { mapElements(values, out.mutableData<To>().begin(), convert); };
    const auto integer = [&]<class To>(To) {
        fill(To{}, [](From value) {
            if constexpr (std::is_floating_point_v<From>)
                return integerFrom<To>(value);
            else
                return static_cast<To>(value); // integers wrap around
        });
    };
    switch (out.type()) {
    case DataType::Float:
        return fill(float{}, [](From v) { return static_cast<float>(v); });
    case DataType::Double:
        return fill(double{}, [](From v) { return static_cast<double>(v); });
    case DataType::Float16:
        return fill(std::uint16_t{}, [](From v) { return floatToHalf(static_cast<float>(v)); });
    case DataType::Bfloat16:
        return fill(std::uint16_t{}, [](From v) { return floatToBfloat16(static_cast<float>(v)); });
    case DataType::Bool:
        return fill(std::uint8_t{}, [](From v) { return static_cast<std::uint8_t>(v != From(0)); });
    case DataType::Int8:
        return integer(std::int8_t{});
    case DataType::Uint8:
        return integer(std::uint8_t{});
    case DataType::Int16:
        return integer(std::int16_t{});
    case DataType::Uint16:
        return integer(std::uint16_t{});
    case DataType::Int32:
        return integer(std::int32_t{});
    case DataType::Uint32:
        return integer(std::uint32_t{});
    case DataType::Int64:
        return integer(std::int64_t{});
    case DataType::Uint64:
        return integer(std::uint64_t{});
    case DataType::Int4:
    case DataType::Uint4:
        return fillNibbles(out, [&](std::size_t i, std::int64_t low, std::int64_t high) {
            if constexpr (std::is_floating_point_v<From>)
                return std::clamp(integerFrom<std::int64_t>(values[i]), low, high);
            else
                return static_cast<std::int64_t>(values[i]);
        });
    default:
        return fill(std::uint8_t{}, [&](From v) { return toFloat8(out.type(), static_cast<double>(v), saturates); });
    }
}

EvaluateOutcome castFromStrings(const OpContext& context, const Tensor& input, std::vector<Tensor> outputs, bool saturates) {
    if (isInteger(outputs[0].type())) {
        LATHE_TRY(const auto numbers, integersOf(context, input.strings()));
        castTo<std::int64_t>(numbers, outputs[0], saturates);
    } else {
        LATHE_TRY(const auto numbers, realsOf(context, input.strings()));
        castTo<double>(numbers, outputs[0], saturates);
    }
    return outputs;
}

EvaluateOutcome castInto(const OpContext& context, const Tensor& input, DataType to) {
    if (input.type() == to) return std::vector{input};
    if (to == DataType::String) return toStrings(context, input);
    if (!isEvaluated(to)) return unsupportedType(context, to);
    const bool saturates = context.node.intAttribute("saturate", 1) != 0;
    std::vector<Tensor> outputs{Tensor::makeZeros(to, input.dims())};
    if (input.type() == DataType::String) return castFromStrings(context, input, std::move(outputs), saturates);
    if (input.type() == DataType::Uint64)
        castTo<std::uint64_t>(input.data<std::uint64_t>(), outputs[0], saturates);
    else if (input.type() == DataType::Float)
        castTo<float>(input.data<float>(), outputs[0], saturates);
    else if (input.type() == DataType::Bool || input.type() == DataType::Uint8)
        castTo<std::uint8_t>(input.data<std::uint8_t>(), outputs[0], saturates);
    else if (isFloatingPoint(input.type()))
        castTo<double>(input.toDoubles(), outputs[0], saturates);
    else if (isInteger(input.type()) || input.type() == DataType::Bool)
        castTo<std::int64_t>(input.toInt64s(), outputs[0], saturates);
    else
        return unsupportedType(context, input.type());
    return outputs;
}

EvaluateOutcome evaluateCast(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferCast(context, inferredOfAll(inputs)));
    LATHE_TRY(const DataType to, targetOf(context));
    return castInto(context, inputs[0], to);
}

EvaluateOutcome evaluateCastLike(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(inferCastLike(context, inferredOfAll(inputs)));
    return castInto(context, inputs[0], inputs[1].type());
}

} // namespace

std::vector<OpRow> castOps() {
    constexpr auto kCategory = OpCategory::Elementwise;
    return {
        {"", "Cast", 6, kCategory, QuantRule::Structural, inferCast, evaluateCast, vectorPerOutput,
         "Elements converted to another type; reals are truncated and saturated, integers wrap, strings are read as numbers."},
        {"", "CastLike", 15, kCategory, QuantRule::Structural, inferCastLike, evaluateCastLike, vectorPerOutput,
         "As Cast, to the type of the second input."},
    };
}

} // namespace lathe
