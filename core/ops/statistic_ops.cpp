#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <cmath>

namespace lathe {
namespace {

// --- MeanVarianceNormalization

Result<std::vector<std::int64_t>> mvnAxes(const OpContext& context, std::int64_t rank) {
    return normalizeAxes(context, context.node.intsAttribute("axes", {0, 2, 3}), rank);
}

InferOutcome inferMvn(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    if (const Shape* x = shapeAt(inputs, 0)) LATHE_CHECK(mvnAxes(context, x->rank()));
    return inferSameAsFirst(context, inputs);
}

/// Calls visit(element, group) in row-major order; elements that differ only along the axes are of one group.
template <class Visit>
void forEachInGroups(const std::vector<std::int64_t>& dims, const std::vector<std::int64_t>& groups, Visit visit) {
    BroadcastWalk(dims, std::span(&groups, 1)).forEachRow([&](std::int64_t first, std::int64_t count, auto starts, auto steps) {
        for (std::int64_t i = 0; i < count; ++i)
            visit(static_cast<std::size_t>(first + i), static_cast<std::size_t>(starts[0] + i * steps[0]));
    });
}

/// y = (x − mean) / (deviation + 1e-9) over the axes, as the function of MeanVarianceNormalization-13 has it.
EvaluateOutcome evaluateMvn(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferMvn));
    const Tensor& x = inputs[0];
    if (x.elementCount() == 0) return outputs;
    LATHE_TRY(const auto axes, mvnAxes(context, x.rank()));
    std::vector<std::int64_t> groups = x.dims();
    for (const std::int64_t axis : axes)
        groups[static_cast<std::size_t>(axis)] = 1;
    const auto groupCount = static_cast<std::size_t>(*elementCountOf(groups));
    const auto share = static_cast<double>(groupCount) / static_cast<double>(x.elementCount());
    std::vector<double> values = x.toDoubles(), means(groupCount, 0.0), squares(groupCount, 0.0);
    forEachInGroups(x.dims(), groups, [&](std::size_t i, std::size_t group) { means[group] += values[i] * share; });
    forEachInGroups(x.dims(), groups, [&](std::size_t i, std::size_t group) {
        values[i] -= means[group];
        squares[group] += values[i] * values[i] * share;
    });
    constexpr double kEpsilon = 1e-9;
    forEachInGroups(x.dims(), groups, [&](std::size_t i, std::size_t group) { values[i] /= std::sqrt(squares[group]) + kEpsilon; });
    return oneOutput(context, tensorOf(x.type(), x.dims(), values));
}

Work mvnWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs), 4}), .specialOps = elementsOf(outputs)};
}

// --- RMSNormalization

InferOutcome inferRms(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    const Shape *x = shapeAt(inputs, 0), *scale = shapeAt(inputs, 1);
    const InferredTensor output = inferredOf(typeAt(inputs, 1), inputs[0].shape); // the type of the scale
    if (!x) return std::vector{output};
    LATHE_CHECK(normalizeAxis(context, context.node.intAttribute("axis", -1), x->rank()));
    if (!scale) return std::vector{output};
    LATHE_TRY(const Shape joint, broadcastShapes(context, *x, *scale));
    if (joint.rank() != x->rank() || (joint.isStatic() && x->isStatic() && joint != *x))
        return opError(context, "a scale of shape " + toText(*scale) + " does not broadcast to the input's " + toText(*x));
    return std::vector{output};
}

/// y = x / sqrt(mean x² + epsilon) · scale, the mean over the axes from `axis` on.
EvaluateOutcome evaluateRms(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferRms));
    const Tensor& x = inputs[0];
    if (x.elementCount() == 0) return outputs;
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", -1), x.rank()));
    const auto run = static_cast<std::size_t>(*elementCountOf(std::span(x.dims()).subspan(static_cast<std::size_t>(axis))));
    const double epsilon = context.node.floatAttribute("epsilon", 1e-5f);
    std::vector<double> values = x.toDoubles();
    const std::vector<double> scale = inputs[1].toDoubles();
    for (std::size_t first = 0; first < values.size() && !isStopAsked(); first += run) {
        double squares = 0.0;
        for (std::size_t i = first; i < first + run; ++i)
            squares += values[i] * values[i];
        const double factor = 1.0 / std::sqrt(squares / static_cast<double>(run) + epsilon);
        for (std::size_t i = first; i < first + run; ++i)
            values[i] *= factor;
    }
    forEachInGroups(x.dims(), inputs[1].dims(), [&](std::size_t i, std::size_t place) { values[i] *= scale[place]; });
    return oneOutput(context, tensorOf(outputs[0].type(), x.dims(), values));
}

Work rmsWork(const OpContext&, std::span<const InferredTensor>, std::span<const InferredTensor> outputs) {
    return {.vectorOps = multiplySaturated({elementsOf(outputs), 4})};
}

} // namespace

std::vector<OpRow> statisticOps() {
    constexpr auto kCategory = OpCategory::Normalization;
    return {
        {"", "MeanVarianceNormalization", 9, kCategory, QuantRule::Float, inferMvn, evaluateMvn, mvnWork,
         "Mean 0 and deviation 1 over axes."},
        {"", "RMSNormalization", 23, kCategory, QuantRule::Float, inferRms, evaluateRms, rmsWork,
         "Divides by the root of the mean square over the last axes, times a scale."},
    };
}

} // namespace lathe
