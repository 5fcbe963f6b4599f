#include "core/ops/elementwise_families.h"
#include "core/ops/elementwise_loops.h"
#include "core/ops/narrow_types.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

InferOutcome inferUnary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    return inferSameAsFirst(context, inputs);
}

/// A function of the C++ library in binary64, rounded once.
template <double (*Function)(double)>
EvaluateOutcome evaluateUnary(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferUnary));
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(),
                    [](T x) { return static_cast<T>(Function(static_cast<double>(x))); });
        return std::move(outputs);
    });
}

double reciprocal(double x) {
    return 1.0 / x;
}

struct NegOp {
    template <class T>
    static T apply(T x) {
        if constexpr (std::is_floating_point_v<T>)
            return -x;
        else
            return static_cast<T>(0 - wide(x));
    }
};
struct AbsOp {
    template <class T>
    static T apply(T x) {
        if constexpr (std::is_floating_point_v<T>)
            return std::abs(x);
        else
            return x < T(0) ? static_cast<T>(0 - wide(x)) : x;
    }
};
struct SignOp {
    template <class T>
    static T apply(T x) {
        return x > T(0) ? T(1) : x < T(0) ? static_cast<T>(-1) : x != x ? x : T(0);
    }
};

template <class Op>
EvaluateOutcome evaluateNumeric(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferUnary));
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(), [](T x) { return Op::template apply<T>(x); });
        return std::move(outputs);
    });
}

InferOutcome inferTest(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    return std::vector{inferredOf(DataType::Bool, inputs[0].shape)};
}

template <bool (*Test)(const Node&, double)>
EvaluateOutcome evaluateTest(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferTest));
    const Tensor x = isFloat8(inputs[0].type()) ? inputs[0].toFloat() : inputs[0];
    return dispatchFloat(context, x.type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(x.data<T>(), outputs[0].mutableData<std::uint8_t>().begin(),
                    [&](T value) { return static_cast<std::uint8_t>(Test(context.node, static_cast<double>(value))); });
        return std::move(outputs);
    });
}
bool isNaN(const Node&, double x) {
    return std::isnan(x);
}
bool isInf(const Node& node, double x) {
    return std::isinf(x) && node.intAttribute(x > 0 ? "detect_positive" : "detect_negative", 1) != 0;
}

template <double (*Function)(double)>
OpRow functionRow(std::string_view name, int sinceOpset, WorkFn work, std::string_view summary) {
    return {"", name, sinceOpset, OpCategory::Elementwise, QuantRule::Lut, inferUnary, viaFloat<evaluateUnary<Function>>, work, summary};
}
template <class Op>
OpRow numericRow(std::string_view name, int sinceOpset, std::string_view summary) {
    return {"",     name, sinceOpset, OpCategory::Elementwise, QuantRule::Lut, inferUnary, viaFloat<evaluateNumeric<Op>>, vectorPerOutput,
            summary};
}

} // namespace

std::vector<OpRow> unaryMathOps() {
    constexpr auto kCategory = OpCategory::Elementwise;
    constexpr auto kRule = QuantRule::Structural;
    return {
        numericRow<NegOp>("Neg", 6, "Sign inverted."),
        numericRow<AbsOp>("Abs", 6, "Absolute value."),
        numericRow<SignOp>("Sign", 9, "−1, 0 or 1."),
        functionRow<std::sqrt>("Sqrt", 6, specialPerOutput, "Square root."),
        functionRow<std::exp>("Exp", 6, specialPerOutput, "Exponential function."),
        functionRow<std::log>("Log", 6, specialPerOutput, "Natural logarithm."),
        functionRow<reciprocal>("Reciprocal", 6, specialPerOutput, "1 / x."),
        functionRow<std::floor>("Floor", 6, vectorPerOutput, "Largest integer that is not larger."),
        functionRow<std::ceil>("Ceil", 6, vectorPerOutput, "Smallest integer that is not smaller."),
        functionRow<std::nearbyint>("Round", 11, vectorPerOutput, "Nearest integer, ties to even."),
        functionRow<std::sin>("Sin", 7, specialPerOutput, "Sine."),
        functionRow<std::cos>("Cos", 7, specialPerOutput, "Cosine."),
        functionRow<std::tan>("Tan", 7, specialPerOutput, "Tangent."),
        functionRow<std::asin>("Asin", 7, specialPerOutput, "Arc sine."),
        functionRow<std::acos>("Acos", 7, specialPerOutput, "Arc cosine."),
        functionRow<std::atan>("Atan", 7, specialPerOutput, "Arc tangent."),
        functionRow<std::sinh>("Sinh", 9, specialPerOutput, "Hyperbolic sine."),
        functionRow<std::cosh>("Cosh", 9, specialPerOutput, "Hyperbolic cosine."),
        functionRow<std::asinh>("Asinh", 9, specialPerOutput, "Inverse hyperbolic sine."),
        functionRow<std::acosh>("Acosh", 9, specialPerOutput, "Inverse hyperbolic cosine."),
        functionRow<std::atanh>("Atanh", 9, specialPerOutput, "Inverse hyperbolic tangent."),
        {"", "IsNaN", 9, kCategory, kRule, inferTest, viaFloat<evaluateTest<isNaN>>, vectorPerOutput,
         "True where the element is not a number."},
        {"", "IsInf", 10, kCategory, kRule, inferTest, viaFloat<evaluateTest<isInf>>, vectorPerOutput,
         "True where the element is infinite."},
    };
}

} // namespace lathe
