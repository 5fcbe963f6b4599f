#include "core/ops/families.h"
#include "core/ops/inference.h"
#include "core/ops/move_helpers.h"
#include "core/ops/subgraphs.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

InferOutcome inferIf(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_TRY(const GraphPtr taken, bodyOf(context, "then_branch", 0));
    LATHE_TRY(const GraphPtr other, bodyOf(context, "else_branch", 0));
    if (taken->outputs().size() != other->outputs().size()) return opError(context, "the branches differ in their number of outputs");
    if (const auto& condition = inputs[0].value; condition && condition->elementCount() == 1)
        return inferBody(context, *(condition->toInt64s()[0] != 0 ? taken : other), {});
    LATHE_TRY(auto outputs, inferBody(context, *taken, {}));
    LATHE_TRY(const auto others, inferBody(context, *other, {}));
    for (std::size_t i = 0; i < outputs.size(); ++i)
        outputs[i] = common(outputs[i], others[i]);
    return outputs;
}

EvaluateOutcome evaluateIf(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor* condition = tensorAt(inputs, 0);
    if (!condition || condition->type() != DataType::Bool || condition->elementCount() != 1)
        return opError(context, "the condition must be one bool");
    LATHE_TRY(const GraphPtr body, bodyOf(context, condition->toInt64s()[0] != 0 ? "then_branch" : "else_branch", 0));
    return runBody(context, *body, {});
}

/// A Loop's inputs are the trip count, the condition and the carried values; its body takes the iteration, the condition
/// and the carried values, and gives the condition, the carried values and one slice of each scan output.
constexpr std::size_t kFirstCarried = 2;

Result<GraphPtr> loopBody(const OpContext& context, std::size_t inputCount) {
    if (inputCount < kFirstCarried) return opError(context, "needs a trip count and a condition, either of which may be omitted");
    LATHE_TRY(GraphPtr body, bodyOf(context, "body", inputCount));
    if (body->outputs().size() + 1 < inputCount) return opError(context, "the body gives fewer values than it carries");
    return body;
}

bool isKnownTrue(const InferredTensor& condition) {
    return condition.value && condition.value->elementCount() == 1 && condition.value->toInt64s()[0] != 0;
}

/// The number of iterations where nothing can end the loop early.
Dim tripCount(const OpContext& context, std::span<const InferredTensor> inputs, const InferredTensor& nextCondition) {
    const auto most = knownInts(inputs, 0);
    const bool startsTrue = !isGiven(context, inputs, 1) || isKnownTrue(inputs[1]);
    if (!most || most->size() != 1 || !startsTrue || !isKnownTrue(nextCondition)) return {};
    return std::max<std::int64_t>(most->front(), 0);
}

InferOutcome inferLoop(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_TRY(const GraphPtr body, loopBody(context, inputs.size()));
    std::vector<InferredTensor> arguments{inferredOf(DataType::Int64, Shape()), inferredOf(DataType::Bool, Shape())};
    arguments.insert(arguments.end(), inputs.begin() + kFirstCarried, inputs.end());
    LATHE_TRY(auto outputs, inferSteady(context, *body, arguments, kFirstCarried, 1, inputs.size() - kFirstCarried));
    const Dim trips = tripCount(context, inputs, outputs[0]);
    outputs.erase(outputs.begin());
    for (std::size_t i = inputs.size() - kFirstCarried; i < outputs.size(); ++i)
        outputs[i] = stackedAlong(outputs[i], 0, trips);
    return outputs;
}

Result<std::int64_t> mostIterations(const OpContext& context, const Tensor* given) {
    // Without a trip count only the condition ends the loop; no real model comes near this bound.
    constexpr std::int64_t kMost = 100'000'000;
    if (!given) return kMost;
    if (given->elementCount() != 1 || !isInteger(given->type())) return opError(context, "the trip count must be one integer");
    return std::min(given->toInt64s()[0], kMost);
}

Result<bool> conditionOf(const OpContext& context, const Tensor& condition) {
    if (condition.elementCount() != 1 || condition.type() != DataType::Bool) return opError(context, "the condition must be one bool");
    return condition.toInt64s()[0] != 0;
}

EvaluateOutcome evaluateLoop(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const GraphPtr body, loopBody(context, inputs.size()));
    LATHE_TRY(const std::int64_t most, mostIterations(context, tensorAt(inputs, 0)));
    std::vector<Tensor> carried(inputs.begin() + kFirstCarried, inputs.end());
    Stacks stacks(*body, carried.size() + 1);
    bool goesOn = true;
    if (const Tensor* condition = tensorAt(inputs, 1)) {
        LATHE_TRY(goesOn, conditionOf(context, *condition));
    }
    for (std::int64_t i = 0; goesOn && i < most; ++i) {
        std::vector<Tensor> arguments{Tensor::scalar(i), Tensor::scalar(goesOn)};
        arguments.insert(arguments.end(), carried.begin(), carried.end());
        LATHE_TRY(const auto results, runBody(context, *body, arguments));
        LATHE_TRY(goesOn, conditionOf(context, results[0]));
        std::copy_n(results.begin() + 1, carried.size(), carried.begin());
        LATHE_CHECK(stacks.add(context, results));
    }
    LATHE_CHECK(stacks.appendTo(context, carried, {}, {}));
    return carried;
}

Work ifWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor>) {
    Work most;
    for (const GraphPtr& body : context.node.subgraphs()) {
        const Work work = totalWork(*body);
        if (work.macs > most.macs || (work.macs == most.macs && work.vectorOps > most.vectorOps)) most = work;
    }
    return most;
}

Work loopWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto most = knownInts(inputs, 0);
    return repeatedWork(context, most && most->size() == 1 ? most->front() : 1);
}

} // namespace

std::vector<OpRow> controlOps() {
    std::vector<OpRow> rows = scanOps();
    rows.push_back(
        {"", "If", 1, OpCategory::Control, QuantRule::Structural, inferIf, evaluateIf, ifWork, "Runs one of two subgraphs.", true, true});
    rows.push_back({"", "Loop", 1, OpCategory::Control, QuantRule::Structural, inferLoop, evaluateLoop, loopWork,
                    "Repeats a subgraph a number of times or while a condition holds.", true, true});
    return rows;
}

} // namespace lathe
