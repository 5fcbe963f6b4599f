#include "core/ops/elementwise_families.h"
#include "core/ops/elementwise_loops.h"

#include <algorithm>
#include <functional>

namespace lathe {
namespace {

InferOutcome inferComparison(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferBinary(context, inputs));
    outputs[0].type = DataType::Bool;
    return outputs;
}

template <class Compare>
EvaluateOutcome evaluateComparison(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferComparison));
    const auto compare = [&]<class T>(T) -> EvaluateOutcome {
        forEachPair<T, T, std::uint8_t>(inputs[0], inputs[1], outputs[0],
                                        [](T a, T b) { return static_cast<std::uint8_t>(Compare{}(a, b)); });
        return std::move(outputs);
    };
    if (inputs[0].type() == DataType::Bool) return compare(std::uint8_t{});
    if (inputs[0].type() == DataType::String) return compare(std::string{});
    return dispatchNumeric(context, inputs[0].type(), compare);
}

constexpr std::array kBool{DataType::Bool};

InferOutcome inferLogic(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferBinary(context, inputs));
    LATHE_CHECK(requireType(context, outputs[0].type, kBool, "input"));
    outputs[0].type = DataType::Bool;
    return outputs;
}

template <class Function>
EvaluateOutcome evaluateLogic(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferLogic));
    forEachPair<std::uint8_t, std::uint8_t, std::uint8_t>(inputs[0], inputs[1], outputs[0], [](std::uint8_t a, std::uint8_t b) {
        return static_cast<std::uint8_t>(Function{}(a != 0, b != 0));
    });
    return outputs;
}

InferOutcome inferNot(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireType(context, inputs[0].type, kBool, "input"));
    return std::vector{inferredOf(DataType::Bool, inputs[0].shape)};
}

EvaluateOutcome evaluateNot(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferNot));
    mapElements(inputs[0].data<std::uint8_t>(), outputs[0].mutableData<std::uint8_t>().begin(), [](std::uint8_t x) { return x == 0; });
    return outputs;
}

template <class Function>
EvaluateOutcome evaluateBitwise(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferBinary));
    return dispatchInteger(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        forEachPair<T, T, T>(inputs[0], inputs[1], outputs[0], [](T a, T b) { return static_cast<T>(Function{}(wide(a), wide(b))); });
        return std::move(outputs);
    });
}

InferOutcome inferUnary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    return inferSameAsFirst(context, inputs);
}

EvaluateOutcome evaluateBitwiseNot(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferUnary));
    return dispatchInteger(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(), [](T x) { return static_cast<T>(~wide(x)); });
        return std::move(outputs);
    });
}

InferOutcome inferBitShift(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferBinary(context, inputs));
    constexpr std::array kUnsigned{DataType::Uint8, DataType::Uint16, DataType::Uint32, DataType::Uint64};
    LATHE_CHECK(requireType(context, outputs[0].type, kUnsigned, "input"));
    const std::string direction = context.node.stringAttribute("direction", "");
    if (direction != "LEFT" && direction != "RIGHT") return opError(context, "direction is '" + direction + "', expected LEFT or RIGHT");
    return outputs;
}

EvaluateOutcome evaluateBitShift(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferBitShift));
    const bool isLeft = context.node.stringAttribute("direction", "") == "LEFT";
    return dispatchInteger(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        forEachPair<T, T, T>(inputs[0], inputs[1], outputs[0], [&](T a, T b) {
            if (wide(b) >= sizeof(T) * 8) return T(0);
            return static_cast<T>(isLeft ? wide(a) << wide(b) : wide(a) >> wide(b));
        });
        return std::move(outputs);
    });
}

InferOutcome inferWhere(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_CHECK(requireType(context, inputs[0].type, kBool, "the condition"));
    LATHE_TRY(const DataType type, commonType(context, inputs, {1, 2}));
    std::vector<Shape> shapes;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!shapeAt(inputs, i)) return std::vector{inferredOf(type)};
        shapes.push_back(*shapeAt(inputs, i));
    }
    LATHE_TRY(Shape shape, broadcastAll(context, shapes));
    return std::vector{inferredOf(type, std::move(shape))};
}

EvaluateOutcome evaluateWhere(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferWhere));
    const std::vector<std::vector<std::int64_t>> operands{inputs[0].dims(), inputs[1].dims(), inputs[2].dims()};
    const BroadcastWalk walk(outputs[0].dims(), operands);
    const std::uint8_t* condition = inputs[0].data<std::uint8_t>().data();
    return dispatchBySize(context, inputs[1].type(), [&]<class U>(U) -> EvaluateOutcome {
        const U *x = inputs[1].data<U>().data(), *y = inputs[2].data<U>().data();
        U* out = outputs[0].mutableData<U>().data();
        walk.forEachRow([&](std::int64_t first, std::int64_t count, auto starts, auto steps) {
            for (std::int64_t i = 0; i < count; ++i)
                out[first + i] = condition[starts[0] + i * steps[0]] != 0 ? x[starts[1] + i * steps[1]] : y[starts[2] + i * steps[2]];
        });
        return std::move(outputs);
    });
}

template <class Compare>
OpRow comparisonRow(std::string_view name, int sinceOpset, std::string_view summary) {
    return {"",
            name,
            sinceOpset,
            OpCategory::Elementwise,
            QuantRule::Structural,
            inferComparison,
            viaFloat<evaluateComparison<Compare>>,
            vectorPerOutput,
            summary};
}
template <class Function>
OpRow logicRow(std::string_view name, std::string_view summary) {
    return {"", name, 7, OpCategory::Elementwise, QuantRule::Structural, inferLogic, evaluateLogic<Function>, vectorPerOutput, summary};
}
template <class Function>
OpRow bitwiseRow(std::string_view name, std::string_view summary) {
    return {"", name, 18, OpCategory::Elementwise, QuantRule::Structural, inferBinary, evaluateBitwise<Function>, vectorPerOutput, summary};
}

} // namespace

std::vector<OpRow> logicOps() {
    constexpr auto kCategory = OpCategory::Elementwise;
    constexpr auto kRule = QuantRule::Structural;
    return {
        comparisonRow<std::equal_to<>>("Equal", 7, "True where both are equal."),
        comparisonRow<std::greater<>>("Greater", 7, "True where the first is larger."),
        comparisonRow<std::greater_equal<>>("GreaterOrEqual", 12, "True where the first is not smaller."),
        comparisonRow<std::less<>>("Less", 7, "True where the first is smaller."),
        comparisonRow<std::less_equal<>>("LessOrEqual", 12, "True where the first is not larger."),
        logicRow<std::logical_and<>>("And", "True where both are true."),
        logicRow<std::logical_or<>>("Or", "True where one or both are true."),
        logicRow<std::not_equal_to<>>("Xor", "True where exactly one is true."),
        {"", "Not", 1, kCategory, kRule, inferNot, evaluateNot, vectorPerOutput, "True where the input is false."},
        bitwiseRow<std::bit_and<>>("BitwiseAnd", "Bits set in both integers."),
        bitwiseRow<std::bit_or<>>("BitwiseOr", "Bits set in one or both integers."),
        bitwiseRow<std::bit_xor<>>("BitwiseXor", "Bits set in exactly one integer."),
        {"", "BitwiseNot", 18, kCategory, kRule, inferUnary, evaluateBitwiseNot, vectorPerOutput, "All bits of an integer inverted."},
        {"", "BitShift", 11, kCategory, kRule, inferBitShift, evaluateBitShift, vectorPerOutput,
         "Unsigned integers shifted left or right."},
        {"", "Where", 9, kCategory, QuantRule::Float, inferWhere, evaluateWhere, vectorPerOutput,
         "Elements of the second input where the first is true, else of the third."},
    };
}

} // namespace lathe
