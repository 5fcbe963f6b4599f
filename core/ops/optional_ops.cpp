#include "core/ops/containers.h"

namespace lathe {
namespace {

InferOutcome inferOptional(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 0, 1));
    if (isGiven(context, inputs, 0)) return std::vector{containerOf(DataType::Optional, asElement(inputs[0]))};
    const auto* type = context.node.findAttribute<ElementTypePtr>("type");
    return std::vector{containerOf(DataType::Optional, type ? *type : nullptr)};
}

EvaluateOutcome evaluateOptional(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor* held = tensorAt(inputs, 0);
    if (!held) return std::vector{Tensor::ofItems(DataType::Optional, {})};
    if (held->type() == DataType::Optional) return opError(context, "an optional cannot hold an optional");
    return std::vector{Tensor::ofItems(DataType::Optional, {*held})};
}

/// Since opset 18 the input may be omitted, or be a tensor or sequence itself; a loop that carries such values feeds both
/// kinds to older versions, too.
InferOutcome inferHasElement(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 0, 1));
    return std::vector{inferredOf(DataType::Bool, Shape())};
}

EvaluateOutcome evaluateHasElement(const OpContext&, std::span<const Tensor> inputs) {
    const Tensor* held = tensorAt(inputs, 0);
    return std::vector{Tensor::scalar(held && (held->type() != DataType::Optional || !held->items().empty()))};
}

InferOutcome inferGetElement(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    if (inputs[0].type == DataType::Optional) return std::vector{itemOf(inputs[0])};
    return inferSameAsFirst(context, inputs);
}

EvaluateOutcome evaluateGetElement(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor* held = tensorAt(inputs, 0);
    if (!held || (held->type() == DataType::Optional && held->items().empty())) return opError(context, "the optional is empty");
    return std::vector{held->type() == DataType::Optional ? held->items()[0] : *held};
}

OpRow rowOf(std::string_view name, InferFn infer, EvaluateFn evaluate, std::string_view summary) {
    return {"", name, 15, OpCategory::Control, QuantRule::Structural, infer, evaluate, noWork, summary, true, true};
}

} // namespace

std::vector<OpRow> optionalOps() {
    return {
        rowOf("Optional", inferOptional, evaluateOptional, "Makes an optional of its input, or an empty one."),
        rowOf("OptionalHasElement", inferHasElement, evaluateHasElement, "Tells whether an optional holds something."),
        rowOf("OptionalGetElement", inferGetElement, evaluateGetElement, "Gives what an optional holds."),
    };
}

} // namespace lathe
