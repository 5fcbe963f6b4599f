#include "core/ops/containers.h"
#include "core/ops/families.h"

#include <algorithm>

namespace lathe {
namespace {

InferOutcome inferEmpty(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 0, 0));
    const auto type = static_cast<DataType>(context.node.intAttribute("dtype", static_cast<std::int64_t>(DataType::Float)));
    return std::vector{containerOf(DataType::Sequence, makeElement(type))};
}

EvaluateOutcome evaluateEmpty(const OpContext&, std::span<const Tensor>) {
    return std::vector{Tensor::ofItems(DataType::Sequence, {})};
}

InferOutcome inferConstruct(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    LATHE_CHECK(commonType(context, inputs));
    ElementTypePtr element = asElement(inputs[0]);
    for (const InferredTensor& input : inputs.subspan(1))
        element = commonElement(element, asElement(input));
    return std::vector{containerOf(DataType::Sequence, std::move(element))};
}

EvaluateOutcome evaluateConstruct(const OpContext& context, std::span<const Tensor> inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (isContainer(inputs[i].type()) || !inputs[i].isPresent())
            return opError(context, "input " + std::to_string(i) + " is no tensor");
    LATHE_TRY(Tensor sequence, makeSequence(context, {inputs.begin(), inputs.end()}));
    return std::vector{std::move(sequence)};
}

/// A place in [0, most], counted from the end where it is negative; `fallback` where it is not given.
Result<std::ptrdiff_t> placeOf(const OpContext& context, const Tensor* given, std::int64_t count, std::int64_t most,
                               std::int64_t fallback) {
    if (!given) return static_cast<std::ptrdiff_t>(fallback);
    if (!isInteger(given->type()) || given->elementCount() != 1) return opError(context, "the position must be one integer");
    const std::int64_t place = given->toInt64s()[0];
    if (place < -count || place > most)
        return opError(context, "position " + std::to_string(place) + " is outside a sequence of " + std::to_string(count));
    return static_cast<std::ptrdiff_t>(place < 0 ? place + count : place);
}

InferOutcome inferInsert(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 3));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    const InferredTensor held = itemOf(inputs[0]);
    if (held.type != DataType::Undefined && inputs[1].type != DataType::Undefined && held.type != inputs[1].type)
        return opError(context, "inserts " + std::string(toName(inputs[1].type)) + " into a sequence of " + std::string(toName(held.type)));
    return std::vector{containerOf(DataType::Sequence, commonElement(inputs[0].element, asElement(inputs[1])))};
}

EvaluateOutcome evaluateInsert(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto items, sequenceAt(context, inputs, 0));
    if (inputs.size() < 2 || !inputs[1].isPresent() || isContainer(inputs[1].type())) return opError(context, "input 1 is no tensor");
    const auto count = static_cast<std::int64_t>(items.size());
    LATHE_TRY(const std::ptrdiff_t place, placeOf(context, tensorAt(inputs, 2), count, count, count));
    std::vector<Tensor> grown;
    grown.reserve(items.size() + 1);
    grown.assign(items.begin(), items.end());
    grown.insert(grown.begin() + place, inputs[1]);
    LATHE_TRY(Tensor sequence, makeSequence(context, std::move(grown)));
    return std::vector{std::move(sequence)};
}

InferOutcome inferErase(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    return std::vector{containerOf(DataType::Sequence, inputs[0].element)};
}

EvaluateOutcome evaluateErase(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto items, sequenceAt(context, inputs, 0));
    if (items.empty()) return opError(context, "the sequence is empty");
    const auto count = static_cast<std::int64_t>(items.size());
    LATHE_TRY(const std::ptrdiff_t place, placeOf(context, tensorAt(inputs, 1), count, count - 1, count - 1));
    std::vector<Tensor> left(items.begin(), items.end());
    left.erase(left.begin() + place);
    return std::vector{Tensor::ofItems(DataType::Sequence, std::move(left))};
}

InferOutcome inferAt(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 2, 2));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    return std::vector{itemOf(inputs[0])};
}

EvaluateOutcome evaluateAt(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto items, sequenceAt(context, inputs, 0));
    const auto count = static_cast<std::int64_t>(items.size());
    const Tensor* position = tensorAt(inputs, 1);
    if (!position) return opError(context, "has no position");
    LATHE_TRY(const std::ptrdiff_t place, placeOf(context, position, count, count - 1, 0));
    return std::vector{items[static_cast<std::size_t>(place)]};
}

InferOutcome inferLength(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    return std::vector{inferredOf(DataType::Int64, Shape())};
}

EvaluateOutcome evaluateLength(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto items, sequenceAt(context, inputs, 0));
    return std::vector{Tensor::scalar(static_cast<std::int64_t>(items.size()))};
}

OpRow rowOf(std::string_view name, InferFn infer, EvaluateFn evaluate, std::string_view summary) {
    return {"", name, 11, OpCategory::Control, QuantRule::Structural, infer, evaluate, noWork, summary, true, true};
}

} // namespace

std::vector<OpRow> sequenceOps() {
    std::vector<OpRow> rows = {
        rowOf("SequenceEmpty", inferEmpty, evaluateEmpty, "Makes a sequence without tensors."),
        rowOf("SequenceConstruct", inferConstruct, evaluateConstruct, "Makes a sequence of its inputs."),
        rowOf("SequenceInsert", inferInsert, evaluateInsert, "Puts a tensor into a sequence, at the end or a position."),
        rowOf("SequenceErase", inferErase, evaluateErase, "Takes a tensor out of a sequence, at the end or a position."),
        rowOf("SequenceAt", inferAt, evaluateAt, "Gives the tensor at a position of a sequence."),
        rowOf("SequenceLength", inferLength, evaluateLength, "Gives the number of tensors in a sequence."),
    };
    for (const auto part : {sequenceMapOps, optionalOps})
        for (OpRow& row : part())
            rows.push_back(row);
    return rows;
}

} // namespace lathe
