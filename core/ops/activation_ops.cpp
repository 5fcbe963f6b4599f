#include "core/ops/families.h"

#include "core/ops/op_helpers.h"
#include "core/ops/softmax_ops.h"

#include <cmath>

namespace lathe {
namespace {

/// Functions of one variable with their attributes, in binary64; evaluateFunction rounds the result once.
struct Sigmoid {
    explicit Sigmoid(const Node&) {}
    double operator()(double x) const { return 1.0 / (1.0 + std::exp(-x)); }
};
struct Tanh {
    explicit Tanh(const Node&) {}
    double operator()(double x) const { return std::tanh(x); }
};
struct Erf {
    explicit Erf(const Node&) {}
    double operator()(double x) const { return std::erf(x); }
};
struct HardSigmoid {
    double alpha, beta;
    explicit HardSigmoid(const Node& node) : alpha(node.floatAttribute("alpha", 0.2f)), beta(node.floatAttribute("beta", 0.5f)) {}
    double operator()(double x) const { return std::max(0.0, std::min(1.0, alpha * x + beta)); }
};
struct HardSwish {
    explicit HardSwish(const Node&) {}
    double operator()(double x) const { return x * std::max(0.0, std::min(1.0, x / 6.0 + 0.5)); }
};
struct LeakyRelu {
    double alpha;
    explicit LeakyRelu(const Node& node) : alpha(node.floatAttribute("alpha", 0.01f)) {}
    double operator()(double x) const { return x < 0 ? alpha * x : x; }
};
struct Elu {
    double alpha;
    explicit Elu(const Node& node) : alpha(node.floatAttribute("alpha", 1.0f)) {}
    double operator()(double x) const { return x < 0 ? alpha * std::expm1(x) : x; }
};
struct Selu {
    double alpha, gamma;
    explicit Selu(const Node& node)
        : alpha(node.floatAttribute("alpha", 1.67326319217681884765625f)), gamma(node.floatAttribute("gamma", 1.05070102214813232421875f)) {
    }
    double operator()(double x) const { return gamma * (x <= 0 ? alpha * std::expm1(x) : x); }
};
struct Celu {
    double alpha;
    explicit Celu(const Node& node) : alpha(node.floatAttribute("alpha", 1.0f)) {}
    double operator()(double x) const { return std::max(0.0, x) + std::min(0.0, alpha * std::expm1(x / alpha)); }
};
struct Softplus {
    explicit Softplus(const Node&) {}
    double operator()(double x) const { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
};
struct Softsign {
    explicit Softsign(const Node&) {}
    double operator()(double x) const { return x / (1.0 + std::abs(x)); }
};
struct Mish {
    explicit Mish(const Node&) {}
    double operator()(double x) const { return x * std::tanh(std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)))); }
};
struct ThresholdedRelu {
    double alpha;
    explicit ThresholdedRelu(const Node& node) : alpha(node.floatAttribute("alpha", 1.0f)) {}
    double operator()(double x) const { return x > alpha ? x : 0.0; }
};
struct Shrink {
    double bias, lambda;
    explicit Shrink(const Node& node) : bias(node.floatAttribute("bias", 0.0f)), lambda(node.floatAttribute("lambd", 0.5f)) {}
    double operator()(double x) const { return x < -lambda ? x + bias : x > lambda ? x - bias : 0.0; }
};

double geluByTanh(double x) {
    return 0.5 * x * (1.0 + std::tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
}
struct Gelu {
    bool isApproximate;
    explicit Gelu(const Node& node) : isApproximate(node.stringAttribute("approximate", "none") == "tanh") {}
    double operator()(double x) const { return isApproximate ? geluByTanh(x) : 0.5 * x * (1.0 + std::erf(x * 0.70710678118654752440)); }
};
/// x · sigmoid(alpha · x), com.microsoft.
struct QuickGelu {
    double alpha;
    explicit QuickGelu(const Node& node) : alpha(node.floatAttribute("alpha", 1.702f)) {}
    double operator()(double x) const { return x / (1.0 + std::exp(-alpha * x)); }
};

InferOutcome inferOneInput(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    return inferSameAsFirst(context, inputs);
}

template <class Function>
EvaluateOutcome evaluateFunction(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferOneInput));
    const Function function(context.node);
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(),
                    [&](T x) { return static_cast<T>(function(static_cast<double>(x))); });
        return std::move(outputs);
    });
}

/// com.microsoft: gelu by tanh of x + bias.
EvaluateOutcome evaluateFastGelu(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferSameAsFirst));
    const Tensor* bias = tensorAt(inputs, 1);
    if (bias && (bias->type() != inputs[0].type() || bias->rank() != 1 || inputs[0].rank() < 1 || bias->dim(0) != inputs[0].dims().back()))
        return opError(context, "the bias must be a vector as long as the last axis");
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> x = inputs[0].data<T>();
        const std::span<T> y = outputs[0].mutableData<T>();
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = static_cast<T>(
                geluByTanh(static_cast<double>(x[i]) + (bias ? static_cast<double>(bias->data<T>()[i % bias->data<T>().size()]) : 0.0)));
        return std::move(outputs);
    });
}

EvaluateOutcome evaluateRelu(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferOneInput));
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(), [](T x) { return x < T(0) ? T(0) : x; });
        return std::move(outputs);
    });
}

InferOutcome inferClip(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, context.opset >= 11 ? 3 : 1));
    LATHE_CHECK(commonType(context, inputs));
    for (std::size_t i = 1; i < inputs.size(); ++i)
        if (const Shape* bound = shapeAt(inputs, i); bound && bound->elementCount() && *bound->elementCount() != 1)
            return opError(context, std::string(i == 1 ? "min" : "max") + " has shape " + toText(*bound) + ", expected one element");
    return inferSameAsFirst(context, inputs);
}

/// Bounds as attributes (opset < 11) are floats; as inputs they have the type of the data.
template <class T>
T clipBound(const OpContext& context, std::span<const Tensor> inputs, std::size_t i, std::string_view name, T open) {
    if (const Tensor* bound = tensorAt(inputs, i)) return bound->data<T>()[0];
    const float* attribute = context.node.findAttribute<float>(name);
    if (context.opset >= 11 || !attribute) return open;
    const auto lowest = static_cast<double>(std::numeric_limits<T>::lowest()), highest = static_cast<double>(std::numeric_limits<T>::max());
    return static_cast<double>(*attribute) <= lowest    ? std::numeric_limits<T>::lowest()
           : static_cast<double>(*attribute) >= highest ? std::numeric_limits<T>::max()
                                                        : static_cast<T>(*attribute);
}

EvaluateOutcome evaluateClip(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferClip));
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        using Limits = std::numeric_limits<T>;
        const T low = clipBound<T>(context, inputs, 1, "min", Limits::has_infinity ? -Limits::infinity() : Limits::lowest());
        const T high = clipBound<T>(context, inputs, 2, "max", Limits::has_infinity ? Limits::infinity() : Limits::max());
        // min(max(x, low), high): where the bounds cross, the upper one wins, as the ONNX reference has it. NaN stays NaN.
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(), [&](T x) {
            const T raised = x < low ? low : x;
            return raised > high ? high : raised;
        });
        return std::move(outputs);
    });
}

/// Before opset 7 a slope of several elements has one per channel, whatever follows the channels: [C] stands for [C, 1 …].
template <class Dims>
Dims alignedSlope(const OpContext& context, std::int64_t rank, Dims slope) {
    using Size = typename Dims::value_type;
    if (context.opset < 7 && slope.size() == 1 && slope[0] != Size(1) && rank > 2)
        slope.insert(slope.end(), static_cast<std::size_t>(rank - 2), Size(1));
    return slope;
}

InferOutcome inferPRelu(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_TRY(const DataType type, commonType(context, inputs));
    const Shape *x = shapeAt(inputs, 0), *slope = shapeAt(inputs, 1);
    if (x && slope) {
        LATHE_TRY(const Shape joint, broadcastShapes(context, *x, Shape(alignedSlope(context, x->rank(), slope->dims))));
        if (joint.rank() != x->rank() || (joint.isStatic() && x->isStatic() && joint != *x))
            return opError(context, "a slope of shape " + toText(*slope) + " does not broadcast to the input's " + toText(*x));
    }
    return std::vector{inferredOf(type, inputs[0].shape)};
}

EvaluateOutcome evaluatePRelu(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferPRelu));
    const std::vector<std::vector<std::int64_t>> operands{inputs[0].dims(), alignedSlope(context, inputs[0].rank(), inputs[1].dims())};
    const BroadcastWalk walk(outputs[0].dims(), operands);
    return dispatchNumeric(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const T *x = inputs[0].data<T>().data(), *slope = inputs[1].data<T>().data();
        T* y = outputs[0].mutableData<T>().data();
        walk.forEachRow([&](std::int64_t first, std::int64_t count, auto starts, auto steps) {
            for (std::int64_t i = 0; i < count; ++i) {
                const T value = x[starts[0] + i * steps[0]];
                if constexpr (std::is_floating_point_v<T>)
                    y[first + i] = value < T(0) ? slope[starts[1] + i * steps[1]] * value : value;
                else
                    y[first + i] = value < T(0) ? static_cast<T>(static_cast<std::uint64_t>(slope[starts[1] + i * steps[1]]) *
                                                                 static_cast<std::uint64_t>(value))
                                                : value;
            }
        });
        return std::move(outputs);
    });
}

template <class Function>
OpRow functionRow(std::string_view domain, std::string_view name, int sinceOpset, WorkFn work, std::string_view summary) {
    return {domain, name,   sinceOpset, OpCategory::Activation, QuantRule::Lut, inferOneInput, viaFloat<evaluateFunction<Function>>,
            work,   summary};
}

} // namespace

std::vector<OpRow> activationOps() {
    constexpr auto kActivation = OpCategory::Activation;
    constexpr std::string_view kMicrosoft = "com.microsoft";
    std::vector<OpRow> rows = softmaxOps();
    rows.insert(rows.end(), {
                                {"", "Relu", 6, kActivation, QuantRule::PassThrough, inferOneInput, viaFloat<evaluateRelu>, vectorPerOutput,
                                 "max(x, 0)."},
                                {"", "Clip", 6, kActivation, QuantRule::PassThrough, inferClip, viaFloat<evaluateClip>, vectorPerOutput,
                                 "Limits each element to [min, max]."},
                                {"", "PRelu", 6, kActivation, QuantRule::Float, inferPRelu, viaFloat<evaluatePRelu>, vectorPerOutput,
                                 "x, or slope · x where x is negative; the slope is learnt."},
                                {kMicrosoft, "FastGelu", 1, kActivation, QuantRule::Lut, inferSameAsFirst, viaFloat<evaluateFastGelu>,
                                 specialPerOutput, "Gelu by tanh, of x plus a bias on request."},
                                functionRow<Sigmoid>("", "Sigmoid", 6, specialPerOutput, "1 / (1 + exp(−x))."),
                                functionRow<Tanh>("", "Tanh", 6, specialPerOutput, "Hyperbolic tangent."),
                                functionRow<Erf>("", "Erf", 9, specialPerOutput, "Gauss's error function."),
                                functionRow<HardSigmoid>("", "HardSigmoid", 6, vectorPerOutput, "max(0, min(1, alpha · x + beta))."),
                                functionRow<HardSwish>("", "HardSwish", 14, vectorPerOutput, "x · max(0, min(1, x / 6 + 0.5))."),
                                functionRow<LeakyRelu>("", "LeakyRelu", 6, vectorPerOutput, "x, or alpha · x where x is negative."),
                                functionRow<Elu>("", "Elu", 6, specialPerOutput, "x, or alpha · (exp(x) − 1) where x is negative."),
                                functionRow<Selu>("", "Selu", 6, specialPerOutput, "Scaled Elu."),
                                functionRow<Celu>("", "Celu", 12, specialPerOutput, "max(0, x) + min(0, alpha · (exp(x / alpha) − 1))."),
                                functionRow<Softplus>("", "Softplus", 1, specialPerOutput, "log(1 + exp(x))."),
                                functionRow<Softsign>("", "Softsign", 1, specialPerOutput, "x / (1 + |x|)."),
                                functionRow<Mish>("", "Mish", 18, specialPerOutput, "x · tanh(softplus(x))."),
                                functionRow<ThresholdedRelu>("", "ThresholdedRelu", 10, vectorPerOutput, "x where x > alpha, else 0."),
                                functionRow<Shrink>("", "Shrink", 9, vectorPerOutput, "0 near 0, moved towards 0 by a bias elsewhere."),
                                functionRow<Gelu>("", "Gelu", 20, specialPerOutput, "x · Φ(x), exact or by tanh."),
                                functionRow<Gelu>(kMicrosoft, "Gelu", 1, specialPerOutput, "x · Φ(x)."),
                                functionRow<QuickGelu>(kMicrosoft, "QuickGelu", 1, specialPerOutput, "x · sigmoid(alpha · x)."),
                            });
    return rows;
}

} // namespace lathe
