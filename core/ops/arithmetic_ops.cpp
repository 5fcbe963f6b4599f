#include "core/ops/elementwise_families.h"
#include "core/ops/elementwise_loops.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

/// Floating point: one operation of the type itself. Integers: modulo 2^bits.
struct AddOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a + b;
        else
            return static_cast<T>(wide(a) + wide(b));
    }
};
struct SubOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a - b;
        else
            return static_cast<T>(wide(a) - wide(b));
    }
};
struct MulOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a * b;
        else
            return static_cast<T>(wide(a) * wide(b));
    }
};
struct DivOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return a / b;
        else if constexpr (std::is_signed_v<T>)
            return b == T(-1) ? static_cast<T>(0 - wide(a)) : static_cast<T>(a / b);
        else
            return static_cast<T>(a / b);
    }
};
/// The sign of the divisor, as in Python.
struct ModOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>) {
            const T rest = std::fmod(a, b);
            return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
        } else if constexpr (std::is_signed_v<T>) {
            const T rest = b == T(-1) ? T(0) : static_cast<T>(a % b);
            return rest != 0 && (rest < 0) != (b < 0) ? static_cast<T>(rest + b) : rest;
        } else {
            return static_cast<T>(a % b);
        }
    }
};
/// The sign of the dividend, as in C.
struct FmodOp {
    template <class T>
    static T apply(T a, T b) {
        if constexpr (std::is_floating_point_v<T>)
            return std::fmod(a, b);
        else if constexpr (std::is_signed_v<T>)
            return b == T(-1) ? T(0) : static_cast<T>(a % b);
        else
            return static_cast<T>(a % b);
    }
};
/// NaN wins, as in NumPy.
struct MaxOp {
    template <class T>
    static T apply(T a, T b) {
        return a != a || a > b ? a : b;
    }
};
struct MinOp {
    template <class T>
    static T apply(T a, T b) {
        return a != a || a < b ? a : b;
    }
};

template <class Op>
EvaluateOutcome evaluateArithmetic(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferBinary));
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        forEachPair<T, T, T>(inputs[0], inputs[1], outputs[0], [](T a, T b) { return Op::template apply<T>(a, b); });
        return std::move(outputs);
    });
}

/// As evaluateArithmetic; integers cannot be divided by zero.
template <class Op>
EvaluateOutcome evaluateDivision(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_CHECK(requireInputs(context, std::vector<InferredTensor>(inputs.size()), inputs.size(), 2));
    const Tensor* divisor = tensorAt(inputs, 1);
    if (divisor && isInteger(divisor->type())) {
        const std::vector<std::int64_t> values = divisor->toInt64s();
        if (std::ranges::find(values, 0) != values.end()) return opError(context, "an integer is divided by zero");
    }
    return evaluateArithmetic<Op>(context, inputs);
}

InferOutcome inferMod(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferBinary(context, inputs));
    if (isFloatingPoint(outputs[0].type) && context.node.intAttribute("fmod", 0) != 1)
        return opError(context, "floating-point inputs need the attribute fmod = 1");
    return outputs;
}

EvaluateOutcome evaluateMod(const OpContext& context, std::span<const Tensor> inputs) {
    return context.node.intAttribute("fmod", 0) == 1 ? evaluateDivision<FmodOp>(context, inputs) : evaluateDivision<ModOp>(context, inputs);
}

InferOutcome inferPow(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    const Shape *a = shapeAt(inputs, 0), *b = shapeAt(inputs, 1);
    if (!a || !b) return std::vector{inferredOf(inputs[0].type)};
    LATHE_TRY(Shape shape, broadcastShapes(context, *a, *b));
    return std::vector{inferredOf(inputs[0].type, std::move(shape))};
}

template <class T>
T integerPower(T base, std::int64_t exponent) {
    if (exponent < 0)
        return base == T(1) ? T(1) : std::is_signed_v<T> && base == static_cast<T>(-1) ? static_cast<T>(exponent % 2 == 0 ? 1 : -1) : T(0);
    std::uint64_t result = 1, factor = wide(base);
    for (; exponent > 0; exponent /= 2, factor *= factor)
        if (exponent % 2 == 1) result *= factor;
    return static_cast<T>(result);
}

/// The double nearest to what T can hold (integers: truncated towards zero, saturated).
template <class T>
T fromDouble(double value) {
    if constexpr (std::is_floating_point_v<T>) return static_cast<T>(value);
    if (std::isnan(value)) return T(0);
    if (value <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
    if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(value);
}

/// Integer base and exponent exactly (modulo 2^bits), anything else in binary64, rounded once.
EvaluateOutcome evaluatePow(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferPow));
    const bool isExact = isInteger(inputs[0].type()) && isInteger(inputs[1].type());
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        return dispatchNumeric(context, inputs[1].type(), [&]<class E>(E) -> EvaluateOutcome {
            forEachPair<T, E, T>(inputs[0], inputs[1], outputs[0], [&](T base, E exponent) {
                return isExact ? integerPower<T>(base, static_cast<std::int64_t>(exponent))
                               : fromDouble<T>(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
            });
            return std::move(outputs);
        });
    });
}

/// One or more inputs, joined from left to right.
template <class Op>
EvaluateOutcome evaluateVariadic(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferBroadcast));
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        Tensor joint = inputs[0];
        if (joint.dims() != outputs[0].dims()) {
            joint = Tensor::makeZeros(outputs[0].type(), outputs[0].dims());
            forEachPair<T, T, T>(inputs[0], inputs[0], joint, [](T a, T) { return a; });
        }
        for (const Tensor& input : inputs.subspan(1)) {
            Tensor next = Tensor::makeZeros(outputs[0].type(), outputs[0].dims());
            forEachPair<T, T, T>(joint, input, next, [](T a, T b) { return Op::template apply<T>(a, b); });
            joint = std::move(next);
        }
        return std::vector{joint};
    });
}

EvaluateOutcome evaluateMean(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const std::vector<Tensor> sums, evaluateVariadic<AddOp>(context, inputs));
    return dispatchFloat(context, sums[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        Tensor mean = Tensor::makeZeros(sums[0].type(), sums[0].dims());
        mapElements(sums[0].data<T>(), mean.mutableData<T>().begin(), [&](T sum) { return sum / static_cast<T>(inputs.size()); });
        return std::vector{mean};
    });
}

/// One operation per further input and output element.
Work workOfVariadic(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs), std::max<std::int64_t>(static_cast<std::int64_t>(inputs.size()) - 1, 1)})};
}

} // namespace

std::vector<OpRow> arithmeticOps() {
    constexpr auto kCategory = OpCategory::Elementwise;
    return {
        {"", "Add", 7, kCategory, QuantRule::Requantize, inferBinary, viaFloat<evaluateArithmetic<AddOp>>, vectorPerOutput,
         "Sum of two tensors."},
        {"", "Sub", 7, kCategory, QuantRule::Requantize, inferBinary, viaFloat<evaluateArithmetic<SubOp>>, vectorPerOutput,
         "Difference of two tensors."},
        {"", "Mul", 7, kCategory, QuantRule::Requantize, inferBinary, viaFloat<evaluateArithmetic<MulOp>>, vectorPerOutput,
         "Product of two tensors, element by element."},
        {"", "Div", 7, kCategory, QuantRule::Float, inferBinary, viaFloat<evaluateDivision<DivOp>>, specialPerOutput,
         "Quotient of two tensors; integers are truncated."},
        {"", "Mod", 10, kCategory, QuantRule::Float, inferMod, viaFloat<evaluateMod>, specialPerOutput,
         "Remainder, with the sign of the divisor or (fmod) of the dividend."},
        {"", "Pow", 7, kCategory, QuantRule::Float, inferPow, viaFloat<evaluatePow>, specialPerOutput,
         "The first tensor to the power of the second."},
        {"", "Max", 8, kCategory, QuantRule::Float, inferBroadcast, viaFloat<evaluateVariadic<MaxOp>>, workOfVariadic,
         "Largest element of the inputs."},
        {"", "Min", 8, kCategory, QuantRule::Float, inferBroadcast, viaFloat<evaluateVariadic<MinOp>>, workOfVariadic,
         "Smallest element of the inputs."},
        {"", "Sum", 8, kCategory, QuantRule::Requantize, inferBroadcast, viaFloat<evaluateVariadic<AddOp>>, workOfVariadic,
         "Sum of all inputs."},
        {"", "Mean", 8, kCategory, QuantRule::Float, inferBroadcast, viaFloat<evaluateMean>, workOfVariadic, "Mean of all inputs."},
    };
}

} // namespace lathe
