#include "core/ops/families.h"
#include "core/ops/move_helpers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lathe {
namespace {

enum class Reduction { None, Sum, Mean };

Result<Reduction> reductionOf(const OpContext& context) {
    const std::string name = context.node.stringAttribute("reduction", "mean");
    if (name == "none") return Reduction::None;
    if (name == "sum") return Reduction::Sum;
    if (name == "mean") return Reduction::Mean;
    return opError(context, "reduction '" + name + "' is not known", "the reductions are none, sum and mean");
}

/// The loss: one per target, or one for all. Scores are [N, C, d…], targets [N, d…], weights [C].
InferOutcome inferLikelihoodLoss(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_TRY(const Reduction reduction, reductionOf(context));
    constexpr std::array kReals{DataType::Float, DataType::Double, DataType::Float16, DataType::Bfloat16};
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 2}));
    LATHE_CHECK(requireType(context, type, kReals, "the input"));
    constexpr std::array kIndices{DataType::Int32, DataType::Int64};
    LATHE_CHECK(requireType(context, typeAt(inputs, 1), kIndices, "the target"));
    const Shape *scores = shapeAt(inputs, 0), *targets = shapeAt(inputs, 1), *weights = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, scores, 2, -1, "the input"));
    LATHE_CHECK(requireRank(context, targets, 1, -1, "the target"));
    LATHE_CHECK(requireRank(context, weights, 1, 1, "the weight"));
    if (scores && weights) LATHE_CHECK(sameDim(context, weights->dims[0], scores->dims[1], "weights and classes"));
    if (reduction != Reduction::None && (!scores || !targets)) return std::vector{inferredOf(type, Shape())};
    if (!scores) return std::vector{inferredOf(type, targets ? std::optional(*targets) : std::nullopt)};
    Shape each = *scores;
    each.dims.erase(each.dims.begin() + 1);
    if (targets) LATHE_CHECK(requireRank(context, targets, each.rank(), each.rank(), "the target"));
    for (std::size_t i = 0; targets && i < each.dims.size(); ++i) {
        LATHE_TRY(each.dims[i], sameDim(context, each.dims[i], targets->dims[i], "axes of input and target"));
    }
    return std::vector{inferredOf(type, reduction == Reduction::None ? each : Shape())};
}

/// As above, and on request the logarithms of the probabilities.
InferOutcome inferCrossEntropyLoss(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(auto outputs, inferLikelihoodLoss(context, inputs));
    if (context.node.outputs.size() > 1) outputs.push_back(inferredOf(inputs[0].type, inputs[0].shape));
    return outputs;
}

/// The axes [N, C, d…] of the scores as three.
struct ScoreLayout {
    std::int64_t batch = 0, classes = 0, inner = 0;

    explicit ScoreLayout(const Tensor& scores)
        : batch(scores.dim(0)), classes(scores.dim(1)), inner(elementCountOf(std::span(scores.dims()).subspan(2)).value_or(0)) {}
    std::size_t indexOf(std::int64_t target, std::int64_t index) const {
        return static_cast<std::size_t>((target / inner * classes + index) * inner + target % inner);
    }
};

struct Losses {
    std::vector<double> each;
    double weights = 0.0; ///< of the targets that are not ignored
};

/// −w[c] · s[c] of each target c; 0 where the target is `ignore_index`.
Result<Losses> lossesOf(const OpContext& context, std::span<const double> scores, const ScoreLayout& layout,
                        std::span<const Tensor> inputs) {
    const Tensor* weight = tensorAt(inputs, 2);
    const std::vector<double> weights = weight ? weight->toDoubles() : std::vector<double>();
    const std::vector<std::int64_t> targets = inputs[1].toInt64s();
    const auto* ignored = context.node.findAttribute<std::int64_t>("ignore_index");
    Losses losses{.each = std::vector<double>(targets.size(), 0.0)};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::int64_t target = targets[i];
        if (ignored && target == *ignored) continue;
        if (target < 0 || target >= layout.classes)
            return opError(context, "target " + std::to_string(target) + " is outside [0, " + std::to_string(layout.classes - 1) + "]");
        const double share = weight ? weights[static_cast<std::size_t>(target)] : 1.0;
        losses.each[i] = -share * scores[layout.indexOf(static_cast<std::int64_t>(i), target)];
        losses.weights += share;
    }
    return losses;
}

/// The mean of no target at all is NaN (0 / 0), as PyTorch has it.
std::vector<double> reduced(Losses losses, Reduction reduction) {
    if (reduction == Reduction::None) return std::move(losses.each);
    double sum = 0.0;
    for (const double loss : losses.each)
        sum += loss;
    return {reduction == Reduction::Mean ? sum / losses.weights : sum};
}

EvaluateOutcome lossOf(const OpContext& context, std::span<const double> scores, const ScoreLayout& layout, std::span<const Tensor> inputs,
                       std::vector<std::int64_t> dims) {
    LATHE_TRY(const Reduction reduction, reductionOf(context));
    LATHE_TRY(Losses losses, lossesOf(context, scores, layout, inputs));
    return oneOutput(context, tensorOf(inputs[0].type(), std::move(dims), reduced(std::move(losses), reduction)));
}

EvaluateOutcome evaluateLikelihoodLoss(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferLikelihoodLoss));
    return lossOf(context, inputs[0].toDoubles(), ScoreLayout(inputs[0]), inputs, std::move(dims[0]));
}

/// s − max − log Σ exp(s − max) over the classes.
void takeLogSoftmax(std::vector<double>& scores, const ScoreLayout& layout) {
    StopProbe isStopped;
    for (std::int64_t i = 0; i < layout.batch * layout.inner && layout.classes > 0 && !isStopped(); ++i) {
        double largest = scores[layout.indexOf(i, 0)], sum = 0.0;
        for (std::int64_t c = 1; c < layout.classes; ++c)
            largest = std::max(largest, scores[layout.indexOf(i, c)]);
        for (std::int64_t c = 0; c < layout.classes; ++c)
            sum += std::exp(scores[layout.indexOf(i, c)] - largest);
        for (std::int64_t c = 0; c < layout.classes; ++c)
            scores[layout.indexOf(i, c)] -= largest + std::log(sum);
    }
}

EvaluateOutcome evaluateCrossEntropyLoss(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(auto dims, outputDims(context, inputs, inferCrossEntropyLoss));
    const ScoreLayout layout(inputs[0]);
    std::vector<double> scores = inputs[0].toDoubles();
    takeLogSoftmax(scores, layout);
    LATHE_TRY(std::vector<Tensor> outputs, lossOf(context, scores, layout, inputs, std::move(dims[0])));
    if (dims.size() > 1) {
        LATHE_TRY(Tensor logarithms, tensorOf(inputs[0].type(), std::move(dims[1]), scores));
        outputs.push_back(std::move(logarithms));
    }
    return outputs;
}

/// A product and a sum per target.
Work likelihoodWork(const OpContext&, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    return {.vectorOps = inputs.size() < 2 ? 0 : multiplySaturated({elementsOf(inputs.subspan(1, 1)), 2})};
}

/// LogSoftmax in front.
Work crossEntropyWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    Work work = likelihoodWork(context, inputs, outputs);
    const std::int64_t scores = vectorPerInput(context, inputs, outputs).vectorOps;
    work.vectorOps = addSaturated(work.vectorOps, multiplySaturated({scores, 3}));
    work.specialOps = scores;
    return work;
}

} // namespace

std::vector<OpRow> lossOps() {
    return {
        {"", "NegativeLogLikelihoodLoss", 12, OpCategory::Other, QuantRule::Float, inferLikelihoodLoss, evaluateLikelihoodLoss,
         likelihoodWork, "Minus the score of each target class, weighted; as it is, added up or averaged."},
        {"", "SoftmaxCrossEntropyLoss", 12, OpCategory::Other, QuantRule::Float, inferCrossEntropyLoss, evaluateCrossEntropyLoss,
         crossEntropyWork, "NegativeLogLikelihoodLoss of LogSoftmax over the classes."},
    };
}

} // namespace lathe
