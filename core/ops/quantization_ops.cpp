#include "core/ops/families.h"

#include "core/ops/narrow_types.h"
#include "core/ops/quantize_math.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lathe {
namespace {

/// Opset 21: the scale has the shape of the tensor, with one element per `size` along the axis.
Status checkBlocks(const OpContext& context, const Shape& x, const Shape& scale, std::int64_t size) {
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 1), x.rank()));
    LATHE_CHECK(requireRank(context, &scale, x.rank(), x.rank(), "the scale"));
    for (std::size_t i = 0; i < x.dims.size(); ++i) {
        const bool isBlocked = static_cast<std::int64_t>(i) == axis && x.dims[i].isKnown();
        const Dim wanted = isBlocked ? Dim((x.dims[i].value + size - 1) / size) : static_cast<std::int64_t>(i) == axis ? Dim() : x.dims[i];
        LATHE_CHECK(sameDim(context, scale.dims[i], wanted, "blocks of the scale along axis " + std::to_string(i)));
    }
    return {};
}

/// The attribute block_size; checks the scale's shape against it.
Status checkBlockSize(const OpContext& context, std::span<const InferredTensor> inputs) {
    const std::int64_t size = context.node.intAttribute("block_size", 0);
    constexpr std::int64_t kMost = std::int64_t(1) << 31;
    if (size < 0 || size > kMost) return opError(context, "block_size is " + std::to_string(size));
    const Shape *x = shapeAt(inputs, 0), *scale = shapeAt(inputs, 1), *zero = shapeAt(inputs, 2);
    if (size == 0 || !x || !scale) return {};
    LATHE_CHECK(checkBlocks(context, *x, *scale, size));
    return zero ? checkBlocks(context, *x, *zero, size) : Status();
}

/// A scale or zero point of one dimension has one element per index of the axis, or one for all.
Status checkAlongAxis(const OpContext& context, const Shape& x, const Shape* parameter, std::string_view what) {
    if (!parameter || parameter->elementCount() == 1 || parameter->rank() == 0) return {};
    if (parameter->elementCount() == 0) return opError(context, std::string(what) + " has 0 elements");
    if (parameter->rank() > 1)
        return opError(context, std::string(what) + " of shape " + toText(*parameter) + " needs the attribute block_size");
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 1), x.rank()));
    LATHE_CHECK(sameDim(context, parameter->dims[0], x.dims[static_cast<std::size_t>(axis)],
                        "elements of " + std::string(what) + " along axis " + std::to_string(axis)));
    return {};
}

/// Scales that the file states: a step between neighbouring integers is a positive number.
Status checkScaleValues(const OpContext& context, const InferredTensor& scale) {
    if (!scale.value || !isFloatingPoint(scale.type)) return {};
    const std::vector<double> values = scale.value->toDoubles();
    const auto wrong = std::ranges::find_if(values, [](double value) { return !(value > 0) || std::isinf(value); });
    if (wrong == values.end()) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%g", *wrong);
    return opError(context, "element " + std::to_string(wrong - values.begin()) + " of the scale is " + text,
                   "scales are positive numbers; quantize the model again");
}

/// What can be said of scale and zero point before there is data.
Status checkParameters(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(checkScaleValues(context, inputs[1]));
    LATHE_CHECK(checkBlockSize(context, inputs));
    const Shape* x = shapeAt(inputs, 0);
    if (!x || context.node.intAttribute("block_size", 0) != 0) return {};
    LATHE_CHECK(checkAlongAxis(context, *x, shapeAt(inputs, 1), "the scale"));
    return checkAlongAxis(context, *x, shapeAt(inputs, 2), "the zero point");
}

/// The slices that scale and zero point speak of: one per tensor, one per index of `axis` (default 1), or one per block.
Result<SliceLayout> layoutOf(const OpContext& context, const Tensor& x, const Tensor& scale) {
    const std::int64_t block = context.node.intAttribute("block_size", 0);
    if (block == 0 && (scale.rank() == 0 || scale.elementCount() == 1)) return SliceLayout{};
    if (block == 0 && scale.rank() > 1)
        return opError(context, "a scale of shape " + toText(scale.dims()) + " needs the attribute block_size");
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 1), x.rank()));
    SliceLayout layout{.count = x.dim(axis), .block = block, .blocks = scale.elementCount()};
    for (std::int64_t i = axis + 1; i < x.rank(); ++i)
        layout.inner *= x.dim(i);
    layout.count = std::max<std::int64_t>(layout.count, 1);
    layout.inner = std::max<std::int64_t>(layout.inner, 1);
    return layout;
}

Status checkScales(const OpContext& context, std::span<const Tensor> inputs, const SliceLayout& layout) {
    if (inputs[1].type() != DataType::Float) return unsupportedType(context, inputs[1].type());
    LATHE_CHECK(checkParameter(context, &inputs[1], layout, "the scale"));
    return checkParameter(context, tensorAt(inputs, 2), layout, "the zero point");
}

InferOutcome inferQuantize(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_CHECK(checkParameters(context, inputs));
    DataType type = isGiven(context, inputs, 2) ? typeAt(inputs, 2) : static_cast<DataType>(context.node.intAttribute("output_dtype", 0));
    if (type == DataType::Undefined && !isGiven(context, inputs, 2)) type = DataType::Uint8;
    constexpr std::array kTypes{DataType::Int8,       DataType::Uint8,         DataType::Int16,        DataType::Uint16,
                                DataType::Int4,       DataType::Uint4,         DataType::Float8E4M3FN, DataType::Float8E4M3FNUZ,
                                DataType::Float8E5M2, DataType::Float8E5M2FNUZ};
    LATHE_CHECK(requireType(context, type, kTypes, "the zero point (or output_dtype)"));
    return std::vector{inferredOf(type, inputs[0].shape)};
}

/// sat(RNE(x / scale) + zero), the quotient in binary32; to 8-bit floating point without the rounding to a whole number.
EvaluateOutcome evaluateQuantize(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferQuantize));
    LATHE_TRY(const SliceLayout layout, layoutOf(context, inputs[0], inputs[1]));
    const std::array converted{inputs[0], inputs[1].toFloat(), inputs.size() > 2 ? inputs[2] : Tensor{}};
    LATHE_CHECK(checkScales(context, converted, layout));
    if (!isFloatingPoint(inputs[0].type()) && inputs[0].type() != DataType::Int32) return unsupportedType(context, inputs[0].type());
    const Tensor x = inputs[0].toFloat();
    const std::span<const float> values = x.data<float>(), scales = converted[1].data<float>();
    const std::vector<std::int64_t> zeros = converted[2].isPresent() ? converted[2].toInt64s() : std::vector<std::int64_t>{0};
    const auto quantized = [&](std::size_t i, auto saturate) {
        const auto at = static_cast<std::int64_t>(i);
        const float scale = scales[layout.indexOf(at, static_cast<std::int64_t>(scales.size()))];
        return saturate(values[i] / scale, zeros[layout.indexOf(at, static_cast<std::int64_t>(zeros.size()))]);
    };
    if (isFloat8(outputs[0].type())) {
        const std::vector<double> offsets = converted[2].isPresent() ? converted[2].toDoubles() : std::vector<double>{0.0};
        const bool saturates = context.node.intAttribute("saturate", 1) != 0;
        const std::span<std::uint8_t> y = outputs[0].mutableData<std::uint8_t>();
        for (std::size_t i = 0; i < values.size(); ++i)
            y[i] = quantized(i, [&](float q, std::int64_t) {
                return toFloat8(outputs[0].type(),
                                q + offsets[layout.indexOf(static_cast<std::int64_t>(i), static_cast<std::int64_t>(offsets.size()))],
                                saturates);
            });
        return outputs;
    }
    if (outputs[0].type() == DataType::Int4 || outputs[0].type() == DataType::Uint4) {
        fillNibbles(outputs[0], [&](std::size_t i, std::int64_t low, std::int64_t high) {
            return quantized(i, [&](float q, std::int64_t zero) { return saturateRound(q, zero, low, high); });
        });
        return outputs;
    }
    return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<T> y = outputs[0].mutableData<T>();
        for (std::size_t i = 0; i < values.size(); ++i)
            y[i] = quantized(i, [](float q, std::int64_t zero) { return saturateRound<T>(q, zero); });
        return std::move(outputs);
    });
}

InferOutcome inferDequantize(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_CHECK(commonType(context, inputs, {0, 2}));
    LATHE_CHECK(checkParameters(context, inputs));
    constexpr std::array kTypes{DataType::Int8,           DataType::Uint8,      DataType::Int16,         DataType::Uint16,
                                DataType::Int32,          DataType::Int4,       DataType::Uint4,         DataType::Float8E4M3FN,
                                DataType::Float8E4M3FNUZ, DataType::Float8E5M2, DataType::Float8E5M2FNUZ};
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kTypes, "input"));
    return std::vector{inferredOf(typeAt(inputs, 1), inputs[0].shape)};
}

/// (x − zero) · scale, one binary32 product.
EvaluateOutcome evaluateDequantize(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferDequantize));
    LATHE_TRY(const SliceLayout layout, layoutOf(context, inputs[0], inputs[1]));
    LATHE_CHECK(checkScales(context, inputs, layout));
    // Differences of integers of up to 32 bits are exact in binary64, too.
    const std::vector<double> values = inputs[0].toDoubles(),
                              zeros = tensorAt(inputs, 2) ? inputs[2].toDoubles() : std::vector<double>{0.0};
    const std::span<const float> scales = inputs[1].data<float>();
    const std::span<float> y = outputs[0].mutableData<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto at = static_cast<std::int64_t>(i);
        y[i] = static_cast<float>(values[i] - zeros[layout.indexOf(at, static_cast<std::int64_t>(zeros.size()))]) *
               scales[layout.indexOf(at, static_cast<std::int64_t>(scales.size()))];
    }
    return outputs;
}

InferOutcome inferDynamicQuantize(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    constexpr std::array kFloat{DataType::Float};
    LATHE_CHECK(requireType(context, typeAt(inputs, 0), kFloat, "input"));
    return std::vector{inferredOf(DataType::Uint8, inputs[0].shape), inferredOf(DataType::Float, Shape()),
                       inferredOf(DataType::Uint8, Shape())};
}

/// scale = (max(x, 0) − min(x, 0)) / 255; zero = sat(RNE(0 − min / scale)).
EvaluateOutcome evaluateDynamicQuantize(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferDynamicQuantize));
    float low = 0, high = 0;
    for (const float value : inputs[0].data<float>()) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const float scale = high == low ? 1.0f : (high - low) / 255.0f;
    const auto zero = saturateRound<std::uint8_t>(0.0f - low / scale, 0);
    mapElements(inputs[0].data<float>(), outputs[0].mutableData<std::uint8_t>().begin(),
                [&](float x) { return saturateRound<std::uint8_t>(x / scale, zero); });
    outputs[1].mutableData<float>()[0] = scale;
    outputs[2].mutableData<std::uint8_t>()[0] = zero;
    return outputs;
}

// --- com.microsoft: inputs A, A_scale, A_zero, B, B_scale, B_zero, C_scale, C_zero; zero points may be omitted

constexpr std::array kBytes{DataType::Int8, DataType::Uint8};

Status requireGiven(const OpContext& context, std::span<const InferredTensor> inputs, std::initializer_list<std::size_t> required) {
    for (const std::size_t i : required)
        if (!isGiven(context, inputs, i)) return opError(context, "input " + std::to_string(i) + " is required but omitted");
    return {};
}

InferOutcome inferQLinearBinary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 8));
    LATHE_CHECK(requireGiven(context, inputs, {3, 4, 6}));
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 2, 3, 5, 7}));
    LATHE_CHECK(requireType(context, type, kBytes, "input"));
    const Shape *a = shapeAt(inputs, 0), *b = shapeAt(inputs, 3);
    if (!a || !b) return std::vector{inferredOf(type)};
    LATHE_TRY(Shape shape, broadcastShapes(context, *a, *b));
    return std::vector{inferredOf(type, std::move(shape))};
}

/// Scale and zero point of a whole tensor.
struct Linear {
    float scale = 1;
    std::int64_t zero = 0;
    float real(std::int64_t q) const { return static_cast<float>(q - zero) * scale; }
};

Result<Linear> linearAt(const OpContext& context, std::span<const Tensor> inputs, std::size_t scale, std::size_t zero) {
    const Tensor *s = tensorAt(inputs, scale), *z = tensorAt(inputs, zero);
    if (!s || s->type() != DataType::Float || s->elementCount() != 1)
        return opError(context, "input " + std::to_string(scale) + " must be one float scale");
    LATHE_CHECK(checkParameter(context, z, {}, "a zero point"));
    return Linear{s->data<float>()[0], z ? z->toInt64s()[0] : 0};
}

/// RNE(op(real a, real b) / scale) + zero in binary32.
template <class Op>
EvaluateOutcome evaluateQLinearBinary(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferQLinearBinary));
    LATHE_TRY(const Linear a, linearAt(context, inputs, 1, 2));
    LATHE_TRY(const Linear b, linearAt(context, inputs, 4, 5));
    LATHE_TRY(const Linear c, linearAt(context, inputs, 6, 7));
    const std::vector<std::vector<std::int64_t>> operands{inputs[0].dims(), inputs[3].dims()};
    const BroadcastWalk walk(outputs[0].dims(), operands);
    return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const T *x = inputs[0].data<T>().data(), *y = inputs[3].data<T>().data();
        T* out = outputs[0].mutableData<T>().data();
        walk.forEachRow([&](std::int64_t first, std::int64_t count, auto starts, auto steps) {
            for (std::int64_t i = 0; i < count; ++i)
                out[first + i] =
                    saturateRound<T>(Op{}(a.real(x[starts[0] + i * steps[0]]), b.real(y[starts[1] + i * steps[1]])) / c.scale, c.zero);
        });
        return std::move(outputs);
    });
}

InferOutcome inferQLinearUnary(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 5));
    LATHE_CHECK(requireGiven(context, inputs, {3}));
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 2, 4}));
    LATHE_CHECK(requireType(context, type, kBytes, "input"));
    return std::vector{inferredOf(type, inputs[0].shape)};
}

InferOutcome inferQLinearGlobalAveragePool(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(std::vector<InferredTensor> outputs, inferQLinearUnary(context, inputs));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 3, -1, "input"));
    if (!outputs[0].shape) return outputs;
    std::vector<Dim>& dims = outputs[0].shape->dims;
    const bool channelsLast = context.node.intAttribute("channels_last", 0) != 0;
    std::fill(dims.begin() + (channelsLast ? 1 : 2), dims.end() - (channelsLast ? 1 : 0), Dim(1));
    return outputs;
}

EvaluateOutcome evaluateQLinearGlobalAveragePool(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferQLinearGlobalAveragePool));
    const std::int64_t count = outputs[0].elementCount(), plane = count == 0 ? 0 : inputs[0].elementCount() / count;
    if (plane == 0) return outputs;
    LATHE_TRY(const Linear x, linearAt(context, inputs, 1, 2));
    LATHE_TRY(const Linear y, linearAt(context, inputs, 3, 4));
    const std::int64_t channels = context.node.intAttribute("channels_last", 0) != 0 ? inputs[0].dims().back() : 1;
    return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> values = inputs[0].data<T>();
        for (std::int64_t o = 0; o < count; ++o) {
            std::int64_t sum = 0;
            const std::int64_t first = o / channels * channels * plane + o % channels;
            for (std::int64_t i = 0; i < plane; ++i)
                sum += values[static_cast<std::size_t>(first + i * channels)] - x.zero;
            const float mean = static_cast<float>(sum) * x.scale / static_cast<float>(plane);
            outputs[0].mutableData<T>()[static_cast<std::size_t>(o)] = saturateRound<T>(mean / y.scale, y.zero);
        }
        return std::move(outputs);
    });
}

/// A function of one quantized element: real in, real out.
template <float (*Function)(const Node&, float)>
EvaluateOutcome evaluateQLinearUnary(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferQLinearUnary));
    LATHE_TRY(const Linear x, linearAt(context, inputs, 1, 2));
    LATHE_TRY(const Linear y, linearAt(context, inputs, 3, 4));
    return dispatchQuantized(context, outputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        mapElements(inputs[0].data<T>(), outputs[0].mutableData<T>().begin(),
                    [&](T q) { return saturateRound<T>(Function(context.node, x.real(q)) / y.scale, y.zero); });
        return std::move(outputs);
    });
}
float sigmoid(const Node&, float x) {
    return static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(x))));
}
float leakyRelu(const Node& node, float x) {
    return x < 0 ? node.floatAttribute("alpha", 0.01f) * x : x;
}

} // namespace

std::vector<OpRow> quantizationOps() {
    constexpr auto kQuantization = OpCategory::Quantization;
    constexpr auto kRule = QuantRule::Structural;
    constexpr std::string_view kMicrosoft = "com.microsoft";
    return {
        {"", "QuantizeLinear", 10, kQuantization, kRule, inferQuantize, evaluateQuantize, specialPerOutput,
         "Real numbers to integers: sat(RNE(x / scale) + zero)."},
        {"", "DequantizeLinear", 10, kQuantization, kRule, inferDequantize, viaFloat<evaluateDequantize>, vectorPerOutput,
         "Integers to real numbers: (x − zero) · scale."},
        {"", "DynamicQuantizeLinear", 11, kQuantization, kRule, inferDynamicQuantize, evaluateDynamicQuantize, specialPerOutput,
         "uint8 with scale and zero point from the range of the data."},
        {kMicrosoft, "QuantizeLinear", 1, kQuantization, kRule, inferQuantize, evaluateQuantize, specialPerOutput,
         "Real numbers to integers: sat(RNE(x / scale) + zero)."},
        {kMicrosoft, "DequantizeLinear", 1, kQuantization, kRule, inferDequantize, viaFloat<evaluateDequantize>, vectorPerOutput,
         "Integers to real numbers: (x − zero) · scale."},
        {kMicrosoft, "QLinearAdd", 1, kQuantization, kRule, inferQLinearBinary, evaluateQLinearBinary<std::plus<float>>, vectorPerOutput,
         "Sum of quantized tensors, quantized."},
        {kMicrosoft, "QLinearMul", 1, kQuantization, kRule, inferQLinearBinary, evaluateQLinearBinary<std::multiplies<float>>,
         vectorPerOutput, "Product of quantized tensors, quantized."},
        {kMicrosoft, "QLinearGlobalAveragePool", 1, kQuantization, kRule, inferQLinearGlobalAveragePool, evaluateQLinearGlobalAveragePool,
         vectorPerInput, "Mean of each channel of a quantized tensor, quantized."},
        {kMicrosoft, "QLinearSigmoid", 1, kQuantization, kRule, inferQLinearUnary, evaluateQLinearUnary<sigmoid>, specialPerOutput,
         "Sigmoid of a quantized tensor, quantized."},
        {kMicrosoft, "QLinearLeakyRelu", 1, kQuantization, kRule, inferQLinearUnary, evaluateQLinearUnary<leakyRelu>, vectorPerOutput,
         "LeakyRelu of a quantized tensor, quantized."},
    };
}

} // namespace lathe
