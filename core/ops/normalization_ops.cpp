#include "core/ops/families.h"

#include "core/ops/op_helpers.h"

#include <cmath>
#include <utility>

namespace lathe {
namespace {

/// Parameters of one element per channel, at inputs 1 … `count`.
Status checkPerChannel(const OpContext& context, std::span<const InferredTensor> inputs, std::size_t count, const Dim& channels) {
    for (std::size_t i = 1; i <= count; ++i) {
        const Shape* shape = shapeAt(inputs, i);
        LATHE_CHECK(requireRank(context, shape, 1, 1, "input " + std::to_string(i)));
        if (shape) LATHE_CHECK(sameDim(context, shape->dims[0], channels, "elements of input " + std::to_string(i) + " and channels"));
    }
    return {};
}

InferOutcome inferBatchNormalization(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 5, 5));
    LATHE_CHECK(commonType(context, inputs));
    if (context.node.intAttribute("training_mode", 0) != 0)
        return opError(context, "training_mode is set", "export the model in inference mode");
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 2, -1, "input"));
    if (x) LATHE_CHECK(checkPerChannel(context, inputs, 4, x->dims[1]));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

/// Elements behind axis `first`, 1 at least (callers divide by it).
std::int64_t elementsBehind(const Tensor& x, std::int64_t first) {
    std::int64_t count = 1;
    for (std::int64_t i = first; i < x.rank(); ++i)
        count *= x.dim(i);
    return std::max<std::int64_t>(count, 1);
}

EvaluateOutcome evaluateBatchNormalization(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferBatchNormalization));
    const double epsilon = context.node.floatAttribute("epsilon", 1e-5f);
    const std::int64_t inner = elementsBehind(inputs[0], 2), channels = std::max<std::int64_t>(inputs[0].dim(1), 1);
    const std::vector<double> scale = inputs[1].toDoubles(), bias = inputs[2].toDoubles(), mean = inputs[3].toDoubles(),
                              variance = inputs[4].toDoubles();
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> x = inputs[0].data<T>();
        const std::span<T> y = outputs[0].mutableData<T>();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto c = static_cast<std::size_t>(static_cast<std::int64_t>(i) / inner % channels);
            y[i] = static_cast<T>((static_cast<double>(x[i]) - mean[c]) / std::sqrt(variance[c] + epsilon) * scale[c] + bias[c]);
        }
        return std::move(outputs);
    });
}

/// Mean and 1 / sqrt(variance + epsilon) of a run of elements, in binary64.
template <class T>
std::pair<double, double> momentsOf(std::span<const T> values, double epsilon) {
    const auto count = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const T value : values)
        sum += static_cast<double>(value);
    const double mean = sum / count;
    for (const T value : values)
        squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean);
    return {mean, 1.0 / std::sqrt(squares / count + epsilon)};
}

/// y = (x − mean) / deviation · scale[p] + bias[p] over runs of `run` elements, p = parameterOf(element index).
/// `moments` (null or two outputs of one element per run) takes mean and 1 / deviation.
template <class T, class ParameterOf>
void normalizeRuns(std::span<const T> x, std::int64_t run, double epsilon, const std::vector<double>& scale,
                   const std::vector<double>& bias, std::span<T> y, ParameterOf parameterOf,
                   std::vector<std::pair<double, double>>* moments = nullptr) {
    for (std::size_t first = 0; first < x.size() && !isStopAsked(); first += static_cast<std::size_t>(run)) {
        const auto [mean, factor] = momentsOf(x.subspan(first, static_cast<std::size_t>(run)), epsilon);
        if (moments) moments->emplace_back(mean, factor);
        for (std::size_t i = first; i < first + static_cast<std::size_t>(run); ++i) {
            const auto p = static_cast<std::size_t>(parameterOf(static_cast<std::int64_t>(i)));
            y[i] = static_cast<T>((static_cast<double>(x[i]) - mean) * factor * scale[p] + (bias.empty() ? 0.0 : bias[p]));
        }
    }
}

InferOutcome inferInstanceNormalization(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_CHECK(commonType(context, inputs));
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 3, -1, "input"));
    if (x) LATHE_CHECK(checkPerChannel(context, inputs, 2, x->dims[1]));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

EvaluateOutcome evaluateInstanceNormalization(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferInstanceNormalization));
    const std::int64_t inner = elementsBehind(inputs[0], 2), channels = std::max<std::int64_t>(inputs[0].dim(1), 1);
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        normalizeRuns(inputs[0].data<T>(), inner, context.node.floatAttribute("epsilon", 1e-5f), inputs[1].toDoubles(),
                      inputs[2].toDoubles(), outputs[0].mutableData<T>(), [&](std::int64_t i) { return i / inner % channels; });
        return std::move(outputs);
    });
}

/// Scale and bias per channel from opset 21 on, per group before.
InferOutcome inferGroupNormalization(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 3, 3));
    LATHE_CHECK(commonType(context, inputs));
    const std::int64_t groups = context.node.intAttribute("num_groups", 0);
    if (groups < 1) return opError(context, "num_groups is " + std::to_string(groups));
    const Shape* x = shapeAt(inputs, 0);
    LATHE_CHECK(requireRank(context, x, 3, -1, "input"));
    if (x && x->dims[1].isKnown() && x->dims[1].value % groups != 0)
        return opError(context, std::to_string(x->dims[1].value) + " channels are not divisible by " + std::to_string(groups) + " groups");
    if (x) LATHE_CHECK(checkPerChannel(context, inputs, 2, context.opset >= 21 ? x->dims[1] : Dim(groups)));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

EvaluateOutcome evaluateGroupNormalization(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferGroupNormalization));
    if (outputs[0].elementCount() == 0) return outputs;
    const std::int64_t inner = elementsBehind(inputs[0], 2), parameters = inputs[1].elementCount();
    const std::int64_t groups = context.node.intAttribute("num_groups", 1), run = inputs[0].dim(1) / groups * inner;
    const std::int64_t perParameter = context.opset >= 21 ? inner : run;
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        normalizeRuns(inputs[0].data<T>(), run, context.node.floatAttribute("epsilon", 1e-5f), inputs[1].toDoubles(), inputs[2].toDoubles(),
                      outputs[0].mutableData<T>(), [&](std::int64_t i) { return i / perParameter % parameters; });
        return std::move(outputs);
    });
}

Result<std::int64_t> layerAxis(const OpContext& context, std::int64_t rank) {
    return normalizeAxis(context, context.node.intAttribute("axis", -1), rank);
}

InferOutcome inferLayerNormalization(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_CHECK(commonType(context, inputs));
    const DataType momentType = typeAt(inputs, 0) == DataType::Double ? DataType::Double : DataType::Float;
    std::vector outputs{inferredOf(inputs[0].type, inputs[0].shape), inferredOf(momentType), inferredOf(momentType)};
    const Shape* x = shapeAt(inputs, 0);
    if (x) {
        LATHE_TRY(const std::int64_t axis, layerAxis(context, x->rank()));
        const Shape behind(std::vector<Dim>(x->dims.begin() + axis, x->dims.end()));
        for (std::size_t i = 1; i < inputs.size(); ++i) {
            if (!shapeAt(inputs, i)) continue;
            LATHE_TRY(const Shape joint, broadcastShapes(context, behind, *shapeAt(inputs, i)));
            if (joint.rank() != behind.rank() || (joint.isStatic() && behind.isStatic() && joint != behind))
                return opError(context, "scale or bias of shape " + toText(*shapeAt(inputs, i)) + " does not fit " + toText(behind));
        }
        Shape moments = *x;
        std::fill(moments.dims.begin() + axis, moments.dims.end(), Dim(1));
        outputs[1].shape = outputs[2].shape = std::move(moments);
    }
    outputs.resize(std::clamp<std::size_t>(context.node.outputs.size(), 1, 3));
    return outputs;
}

/// The parameter repeated to the shape of what is normalized.
std::vector<double> broadcastParameter(const Tensor& parameter, const std::vector<std::int64_t>& dims) {
    const std::vector<double> values = parameter.toDoubles();
    std::vector<double> result;
    const std::vector<std::vector<std::int64_t>> operands{parameter.dims()};
    BroadcastWalk(dims, operands).forEachRow([&](std::int64_t, std::int64_t count, auto starts, auto steps) {
        for (std::int64_t i = 0; i < count; ++i)
            result.push_back(values[static_cast<std::size_t>(starts[0] + i * steps[0])]);
    });
    return result;
}

EvaluateOutcome evaluateLayerNormalization(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferLayerNormalization));
    if (outputs[0].elementCount() == 0) return outputs;
    LATHE_TRY(const std::int64_t axis, layerAxis(context, inputs[0].rank()));
    const std::vector<std::int64_t> behind(inputs[0].dims().begin() + axis, inputs[0].dims().end());
    const std::int64_t run = elementsBehind(inputs[0], axis);
    const Tensor* bias = tensorAt(inputs, 2);
    std::vector<std::pair<double, double>> moments;
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        normalizeRuns(
            inputs[0].data<T>(), run, context.node.floatAttribute("epsilon", 1e-5f), broadcastParameter(inputs[1], behind),
            bias ? broadcastParameter(*bias, behind) : std::vector<double>(), outputs[0].mutableData<T>(),
            [&](std::int64_t i) { return i % run; }, &moments);
        for (std::size_t i = 0; i < moments.size(); ++i) {
            if (outputs.size() > 1) outputs[1].mutableData<T>()[i] = static_cast<T>(moments[i].first);
            if (outputs.size() > 2) outputs[2].mutableData<T>()[i] = static_cast<T>(moments[i].second);
        }
        return std::move(outputs);
    });
}

InferOutcome inferLrn(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireRank(context, shapeAt(inputs, 0), 2, -1, "input"));
    if (context.node.intAttribute("size", 0) < 1) return opError(context, "size must be at least 1");
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

/// y = x / (bias + alpha / size · Σ x²)^beta over the channels [c − ⌊(size−1)/2⌋, c + ⌈(size−1)/2⌉].
EvaluateOutcome evaluateLrn(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferLrn));
    const std::int64_t inner = elementsBehind(inputs[0], 2), channels = inputs[0].dim(1), size = context.node.intAttribute("size", 1);
    const double alpha = context.node.floatAttribute("alpha", 1e-4f), beta = context.node.floatAttribute("beta", 0.75f),
                 bias = context.node.floatAttribute("bias", 1.0f);
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> x = inputs[0].data<T>();
        const std::span<T> y = outputs[0].mutableData<T>();
        StopProbe isStopped;
        for (std::int64_t i = 0; i < static_cast<std::int64_t>(x.size()) && !isStopped(); ++i) {
            const std::int64_t c = i / inner % channels;
            const std::int64_t first = std::max<std::int64_t>(c - (size - 1) / 2, 0), last = std::min(c + size / 2, channels - 1);
            double squares = 0;
            for (std::int64_t k = first; k <= last; ++k) {
                const auto value = static_cast<double>(x[static_cast<std::size_t>(i + (k - c) * inner)]);
                squares += value * value;
            }
            y[static_cast<std::size_t>(i)] = static_cast<T>(static_cast<double>(x[static_cast<std::size_t>(i)]) /
                                                            std::pow(bias + alpha / static_cast<double>(size) * squares, beta));
        }
        return std::move(outputs);
    });
}

InferOutcome inferLpNormalization(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    const std::int64_t p = context.node.intAttribute("p", 2);
    if (p != 1 && p != 2) return opError(context, "p is " + std::to_string(p) + ", expected 1 or 2");
    if (const Shape* x = shapeAt(inputs, 0)) LATHE_CHECK(normalizeAxis(context, context.node.intAttribute("axis", -1), x->rank()));
    return std::vector{inferredOf(inputs[0].type, inputs[0].shape)};
}

EvaluateOutcome evaluateLpNormalization(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferLpNormalization));
    if (outputs[0].elementCount() == 0) return outputs;
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), inputs[0].rank()));
    const std::int64_t inner = elementsBehind(inputs[0], axis + 1), count = inputs[0].dim(axis);
    const bool isSquare = context.node.intAttribute("p", 2) == 2;
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        const std::span<const T> x = inputs[0].data<T>();
        const std::span<T> y = outputs[0].mutableData<T>();
        for (std::int64_t line = 0; line < static_cast<std::int64_t>(x.size()) / count; ++line) {
            const std::int64_t first = line / inner * inner * count + line % inner;
            const auto at = [&](std::int64_t k) { return static_cast<std::size_t>(first + k * inner); };
            double sum = 0;
            for (std::int64_t k = 0; k < count; ++k)
                sum += isSquare ? static_cast<double>(x[at(k)]) * static_cast<double>(x[at(k)]) : std::abs(static_cast<double>(x[at(k)]));
            const double norm = isSquare ? std::sqrt(sum) : sum;
            for (std::int64_t k = 0; k < count; ++k)
                y[at(k)] = static_cast<T>(norm == 0.0 ? 0.0 : static_cast<double>(x[at(k)]) / norm);
        }
        return std::move(outputs);
    });
}

Work workOfAffine(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs.first(1)), 2})};
}

/// Sum, centred squares, scaling; one square root per run is not counted.
Work workOfMoments(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs.first(1)), 5})};
}

Work workOfLrn(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    const std::int64_t count = elementsOf(outputs);
    return {.vectorOps = multiplySaturated({count, std::max<std::int64_t>(context.node.intAttribute("size", 1), 0)}), .specialOps = count};
}

} // namespace

std::vector<OpRow> normalizationOps() {
    constexpr auto kNormalization = OpCategory::Normalization;
    return {
        {"", "BatchNormalization", 7, kNormalization, QuantRule::Float, inferBatchNormalization, viaFloat<evaluateBatchNormalization>,
         workOfAffine, "Scale and shift per channel, from the stored mean and variance."},
        {"", "InstanceNormalization", 6, kNormalization, QuantRule::Float, inferInstanceNormalization,
         viaFloat<evaluateInstanceNormalization>, workOfMoments,
         "Each channel of each sample brought to mean 0 and variance 1, then scaled and shifted."},
        {"", "GroupNormalization", 18, kNormalization, QuantRule::Float, inferGroupNormalization, viaFloat<evaluateGroupNormalization>,
         workOfMoments, "Groups of channels brought to mean 0 and variance 1, then scaled and shifted."},
        {"", "LayerNormalization", 1, kNormalization, QuantRule::Float, inferLayerNormalization, viaFloat<evaluateLayerNormalization, 1>,
         workOfMoments, "The last axes brought to mean 0 and variance 1, then scaled and shifted."},
        {"", "LRN", 1, kNormalization, QuantRule::Float, inferLrn, viaFloat<evaluateLrn>, workOfLrn,
         "Division by a power of the sum of squares over neighbouring channels."},
        {"", "LpNormalization", 1, kNormalization, QuantRule::Float, inferLpNormalization, viaFloat<evaluateLpNormalization>, workOfMoments,
         "Division by the 1-norm or 2-norm along an axis."},
    };
}

} // namespace lathe
