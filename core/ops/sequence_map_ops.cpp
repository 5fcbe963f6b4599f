#include "core/ops/containers.h"
#include "core/ops/element_moves.h"
#include "core/ops/move_helpers.h"
#include "core/ops/subgraphs.h"

#include <algorithm>

namespace lathe {
namespace {

/// Without sizes every slice has length 1, and loses its axis unless `keepdims` is set.
bool dropsAxis(const OpContext& context, bool hasSizes) {
    return !hasSizes && context.node.intAttribute("keepdims", 1) == 0;
}

InferOutcome inferSplit(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 2));
    if (isContainer(inputs[0].type)) return opError(context, "input 0 is no tensor");
    const bool hasSizes = isGiven(context, inputs, 1);
    std::optional<Shape> shape = inputs[0].shape;
    if (shape) {
        LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), shape->rank()));
        shape->dims[static_cast<std::size_t>(axis)] = hasSizes ? Dim() : Dim(1);
        if (dropsAxis(context, hasSizes)) shape->dims.erase(shape->dims.begin() + axis);
    }
    return std::vector{containerOf(DataType::Sequence, asElement(inferredOf(inputs[0].type, std::move(shape))))};
}

/// The lengths of the parts: a list as given, or as many of one length as fit and the rest.
Result<std::vector<std::int64_t>> partLengths(const OpContext& context, const Tensor* split, std::int64_t total) {
    constexpr std::int64_t kMostParts = std::int64_t(1) << 20;
    if (split && !isInteger(split->type())) return opError(context, "split must hold integers");
    if (split && split->rank() > 0) {
        std::vector<std::int64_t> lengths = split->toInt64s();
        std::int64_t sum = 0;
        for (const std::int64_t length : lengths) {
            if (length < 0 || length > total) return opError(context, "split holds the impossible length " + std::to_string(length));
            sum = addSaturated(sum, length);
        }
        if (sum != total) return opError(context, "split adds up to " + std::to_string(sum) + ", expected " + std::to_string(total));
        return lengths;
    }
    const std::int64_t each = split ? split->toInt64s()[0] : 1;
    if (each < 1 || total / each >= kMostParts)
        return opError(context, "cannot split " + std::to_string(total) + " into parts of " + std::to_string(each));
    std::vector<std::int64_t> lengths(static_cast<std::size_t>(total / each), each);
    if (total % each != 0) lengths.push_back(total % each);
    return lengths;
}

EvaluateOutcome evaluateSplit(const OpContext& context, std::span<const Tensor> inputs) {
    const Tensor* split = tensorAt(inputs, 1);
    if (inputs.empty() || isContainer(inputs[0].type())) return opError(context, "input 0 is no tensor");
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), inputs[0].rank()));
    LATHE_TRY(const auto lengths, partLengths(context, split, inputs[0].dim(axis)));
    std::vector<Tensor> parts;
    std::int64_t first = 0;
    for (const std::int64_t length : lengths) {
        std::vector<SourceAxis> axes = sourceAxes(inputs[0].dims());
        SourceAxis& cut = axes[static_cast<std::size_t>(axis)];
        cut.start = first * cut.step;
        cut.count = length;
        first += length;
        std::vector<std::int64_t> dims = inputs[0].dims();
        dims[static_cast<std::size_t>(axis)] = length;
        if (dropsAxis(context, split != nullptr)) dims.erase(dims.begin() + axis);
        LATHE_TRY(Tensor part, takeByAxes(inputs[0], axes, std::move(dims)));
        parts.push_back(std::move(part));
    }
    LATHE_TRY(Tensor sequence, makeSequence(context, std::move(parts)));
    return std::vector{std::move(sequence)};
}

InferOutcome inferConcat(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, 1));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    InferredTensor output = itemOf(inputs[0]);
    if (isContainer(output.type)) return opError(context, "joins tensors, but the sequence holds none");
    const bool isNew = context.node.intAttribute("new_axis", 0) != 0;
    if (isNew) return std::vector{stackedAlong(output, context.node.intAttribute("axis", 0), Dim())};
    if (!output.shape) return std::vector{output};
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), output.shape->rank()));
    output.shape->dims[static_cast<std::size_t>(axis)] = Dim();
    return std::vector{output};
}

bool agreeBut(const Tensor& a, const Tensor& b, std::int64_t axis) {
    if (a.rank() != b.rank()) return false;
    for (std::int64_t i = 0; i < a.rank(); ++i)
        if (i != axis && a.dim(i) != b.dim(i)) return false;
    return true;
}

EvaluateOutcome evaluateConcat(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto items, sequenceAt(context, inputs, 0));
    if (items.empty()) return opError(context, "the sequence is empty");
    if (isContainer(items[0].type())) return opError(context, "joins tensors, but the sequence holds none");
    const bool isNew = context.node.intAttribute("new_axis", 0) != 0;
    LATHE_TRY(const std::int64_t axis, normalizeAxis(context, context.node.intAttribute("axis", 0), items[0].rank() + (isNew ? 1 : 0)));
    std::vector<Tensor> parts;
    for (const Tensor& item : items) {
        if (item.type() != items[0].type() || !agreeBut(item, items[0], isNew ? -1 : axis))
            return opError(context, "tensors of shapes " + toText(items[0].dims()) + " and " + toText(item.dims()) + " do not join");
        std::vector<std::int64_t> dims = item.dims();
        if (isNew) dims.insert(dims.begin() + axis, 1);
        parts.push_back(item.reshaped(std::move(dims)));
    }
    return oneOutput(context, joinAlong(parts, axis));
}

/// The items of the sequences at one place, and every further input as it is.
template <class T, class ItemOf>
std::vector<T> argumentsOf(std::span<const T> inputs, ItemOf itemOf) {
    std::vector<T> arguments;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        arguments.push_back(itemOf(i, inputs[i]));
    return arguments;
}

InferOutcome inferMap(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, 1, -1));
    LATHE_CHECK(requireSequence(context, inputs, 0));
    LATHE_TRY(const GraphPtr body, bodyOf(context, "body", inputs.size()));
    const auto arguments = argumentsOf(inputs, [](std::size_t i, const InferredTensor& input) {
        return i == 0 || input.type == DataType::Sequence ? itemOf(input) : input;
    });
    LATHE_TRY(auto outputs, inferBody(context, *body, arguments));
    for (InferredTensor& output : outputs)
        output = containerOf(DataType::Sequence, asElement(output));
    return outputs;
}

EvaluateOutcome evaluateMap(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(const auto first, sequenceAt(context, inputs, 0));
    LATHE_TRY(const GraphPtr body, bodyOf(context, "body", inputs.size()));
    for (const Tensor& input : inputs)
        if (input.type() == DataType::Sequence && input.items().size() != first.size())
            return opError(context, "the sequences have " + std::to_string(first.size()) + " and " + std::to_string(input.items().size()) +
                                        " tensors, expected as many in each");
    std::vector<std::vector<Tensor>> results(body->outputs().size());
    for (std::size_t place = 0; place < first.size(); ++place) {
        const auto arguments = argumentsOf(inputs, [place](std::size_t, const Tensor& input) {
            return input.type() == DataType::Sequence ? input.items()[place] : input;
        });
        LATHE_TRY(auto made, runBody(context, *body, arguments));
        for (std::size_t i = 0; i < results.size(); ++i) {
            if (isContainer(made[i].type())) return opError(context, "the body must give tensors");
            results[i].push_back(std::move(made[i]));
        }
    }
    std::vector<Tensor> outputs;
    for (std::vector<Tensor>& items : results) {
        LATHE_TRY(Tensor sequence, makeSequence(context, std::move(items)));
        outputs.push_back(std::move(sequence));
    }
    return outputs;
}

Work mapWork(const OpContext& context, std::span<const InferredTensor>, std::span<const InferredTensor>) {
    return repeatedWork(context, 1); // the length of the sequence is not known before it runs
}

} // namespace

std::vector<OpRow> sequenceMapOps() {
    return {
        {"", "SplitToSequence", 11, OpCategory::Control, QuantRule::Structural, inferSplit, evaluateSplit, vectorPerInput,
         "Cuts a tensor into a sequence along one axis.", true, true},
        {"", "ConcatFromSequence", 11, OpCategory::Control, QuantRule::Structural, inferConcat, evaluateConcat, vectorPerOutput,
         "Joins the tensors of a sequence along an axis of theirs or a new one.", true, true},
        {"", "SequenceMap", 17, OpCategory::Control, QuantRule::Structural, inferMap, evaluateMap, mapWork,
         "Applies a subgraph to each tensor of a sequence.", true, true},
    };
}

} // namespace lathe
