#include "core/ops/data_propagation.h"

#include "core/ops/op_helpers.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

constexpr std::int64_t kMostFoldedElements = 1024;
constexpr std::int64_t kMostReadElements = 16384;

bool isSmall(const InferredTensor& tensor) {
    if (!tensor.shape || tensor.type == DataType::String) return false;
    const auto count = tensor.shape->elementCount();
    return count && *count <= kMostFoldedElements;
}

/// All inputs known and not large: nothing of what the evaluation reads is open.
bool canFold(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    if (!row.isDeterministic || outputs.empty() || std::ranges::any_of(outputs, isContainer, &InferredTensor::type) ||
        !context.node.subgraphs().empty())
        return false;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (!isGiven(context, inputs, i)) continue;
        if (!inputs[i].value) return false;
        count += inputs[i].value->elementCount();
    }
    return count <= kMostReadElements;
}

/// Data propagation must not fail where inference succeeded: an error here shows again when the node is evaluated.
std::optional<std::vector<Tensor>> tryEvaluate(const OpRow& row, const OpContext& context, std::span<const Tensor> inputs) {
    auto outcome = row.evaluate(context, inputs);
    if (!outcome || isStopAsked()) return std::nullopt; // a loop that was stopped has left its result unfinished
    return std::move(outcome).value();
}

void setContent(InferredTensor& output, Tensor tensor) {
    if (tensor.elementCount() > kMostFoldedElements || isContainer(tensor.type())) return;
    output.type = tensor.type();
    output.shape = Shape::of(tensor.dims());
    output.value = std::move(tensor);
}

void fold(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs, std::vector<InferredTensor>& outputs) {
    std::vector<Tensor> tensors;
    for (const InferredTensor& input : inputs)
        tensors.push_back(input.value.value_or(Tensor{}));
    auto results = tryEvaluate(row, context, tensors);
    if (!results) return;
    for (std::size_t i = 0; i < std::min(outputs.size(), results->size()); ++i)
        if ((*results)[i].isPresent()) setContent(outputs[i], std::move((*results)[i]));
}

/// Which inputs of an operator may hold open dimensions. Their result is moved unchanged or is linear in them, so an entry
/// that comes out equal for two different guesses does not depend on the guess.
struct Carrier {
    std::string_view opType;
    std::int64_t mostOpenInputs; ///< the first so many inputs; -1: all
    bool computes = false;       ///< calculates with the guesses, which int32 is too narrow for
};
constexpr std::array<Carrier, 15> kCarriers = {{{"Add", -1, true},
                                                {"Cast", 1},
                                                {"Concat", -1},
                                                {"Div", 1, true},
                                                {"Flatten", 1},
                                                {"Gather", 1},
                                                {"Identity", 1},
                                                {"Mul", -1, true},
                                                {"Reshape", 1},
                                                {"Slice", 1},
                                                {"Split", 1},
                                                {"Squeeze", 1},
                                                {"Sub", -1, true},
                                                {"Unsqueeze", 1},
                                                {"Where", -1}}};

const Carrier* carrierOf(const OpContext& context) {
    if (!context.node.domain.empty()) return nullptr;
    const auto found = std::ranges::find(kCarriers, std::string_view(context.node.opType), &Carrier::opType);
    return found == kCarriers.end() ? nullptr : &*found;
}

/// Stands for an open dimension while the node is evaluated. The two rounds differ and are far from real dimensions; up to
/// kMostOpen of them fit an int32, which TensorFlow's exports hold shapes in.
constexpr std::size_t kMostOpen = 256;
std::int64_t guess(std::size_t which, int round) {
    const auto step = static_cast<std::int64_t>(which) * 1'000'003;
    return round == 0 ? 1'000'000'007 + step : 1'100'000'009 + 3 * step;
}

bool canHoldDims(DataType type) {
    return type == DataType::Int64 || type == DataType::Int32;
}

Tensor integersOf(DataType type, std::vector<std::int64_t> dims, std::span<const std::int64_t> values) {
    if (type == DataType::Int64) return Tensor::of<std::int64_t>(std::move(dims), values);
    std::vector<std::int32_t> narrow;
    for (const std::int64_t value : values)
        narrow.push_back(static_cast<std::int32_t>(value));
    return Tensor::of<std::int32_t>(std::move(dims), std::span<const std::int32_t>(narrow));
}

struct Open {
    std::vector<Dim> dims; ///< every open dimension that was replaced, in order of its guess
};

std::optional<Tensor> withGuesses(const InferredTensor& input, int round, Open& open) {
    if (!canHoldDims(input.type) || !input.shape) return std::nullopt;
    const auto count = input.shape->elementCount();
    if (!count || *count != static_cast<std::int64_t>(input.dims->size())) return std::nullopt;
    std::vector<std::int64_t> values;
    for (const Dim& dim : *input.dims) {
        if (!dim.isKnown()) open.dims.push_back(dim);
        values.push_back(dim.isKnown() ? dim.value : guess(open.dims.size(), round));
    }
    if (open.dims.size() > kMostOpen) return std::nullopt;
    return integersOf(input.type, *input.shape->known(), values);
}

/// Guesses pass through `carrier` without leaving the range of their type.
bool canCarry(const Carrier& carrier, const InferredTensor& input) {
    return input.dims && (input.type == DataType::Int64 || !carrier.computes);
}

std::optional<std::vector<Tensor>> evaluateGuess(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs,
                                                 const Carrier& carrier, int round, Open& open) {
    std::vector<Tensor> tensors;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const bool mayBeOpen = carrier.mostOpenInputs < 0 || static_cast<std::int64_t>(i) < carrier.mostOpenInputs;
        if (!isGiven(context, inputs, i))
            tensors.emplace_back();
        else if (inputs[i].value)
            tensors.push_back(*inputs[i].value);
        else if (!mayBeOpen || !canCarry(carrier, inputs[i]))
            return std::nullopt;
        else if (auto tensor = withGuesses(inputs[i], round, open))
            tensors.push_back(std::move(*tensor));
        else
            return std::nullopt;
    }
    return tryEvaluate(row, context, tensors);
}

std::vector<Dim> compareGuesses(const Tensor& first, const Tensor& second, const Open& open) {
    const std::vector<std::int64_t> a = first.toInt64s(), b = second.toInt64s();
    std::vector<Dim> dims(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] == b[i]) {
            if (a[i] >= 0) dims[i] = a[i];
            continue;
        }
        for (std::size_t k = 0; k < open.dims.size(); ++k)
            if (a[i] == guess(k + 1, 0) && b[i] == guess(k + 1, 1)) dims[i] = open.dims[k];
    }
    return dims;
}

void carryDims(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs, std::vector<InferredTensor>& outputs) {
    const Carrier* carrier = carrierOf(context);
    if (!carrier) return;
    Open open, again;
    const auto first = evaluateGuess(row, context, inputs, *carrier, 0, open);
    const auto second = first ? evaluateGuess(row, context, inputs, *carrier, 1, again) : std::nullopt;
    if (!second) return;
    for (std::size_t i = 0; i < std::min(outputs.size(), first->size()); ++i) {
        const Tensor& tensor = (*first)[i];
        if (!canHoldDims(tensor.type()) || tensor.rank() > 1 || outputs[i].value || outputs[i].dims) continue;
        outputs[i].type = tensor.type();
        outputs[i].shape = Shape::of(tensor.dims());
        outputs[i].dims = compareGuesses(tensor, (*second)[i], open);
    }
}

/// x.expand(…) asks which entries of a shape are -1: an open dimension is not, whatever it turns out to be.
void compareWithNumbers(const OpContext& context, std::span<const InferredTensor> inputs, std::vector<InferredTensor>& outputs) {
    if (context.node.opType != "Equal" || !context.node.domain.empty() || inputs.size() != 2 || outputs.size() != 1) return;
    const InferredTensor& numbers = inputs[inputs[0].value ? 0 : 1];
    const InferredTensor& shape = inputs[inputs[0].value ? 1 : 0];
    if (!numbers.value || shape.value || !shape.dims || !canHoldDims(numbers.type) || !shape.shape || shape.shape != numbers.shape) return;
    const std::vector<std::int64_t> compared = numbers.value->toInt64s();
    if (compared.size() != shape.dims->size()) return;
    Tensor equal = Tensor::makeZeros(DataType::Bool, numbers.value->dims());
    for (std::size_t i = 0; i < compared.size(); ++i) {
        const Dim& dim = (*shape.dims)[i];
        const bool isDecided = dim.isKnown() || (!dim.symbol.empty() && compared[i] < 0); // without either it may be any number
        if (!isDecided) return;
        equal.mutableData<bool>()[i] = dim.isKnown() && dim.value == compared[i];
    }
    setContent(outputs[0], std::move(equal));
}

/// Dimensions that are all known are a value.
void settleDims(InferredTensor& tensor) {
    if (tensor.value || !tensor.dims || !canHoldDims(tensor.type) || !tensor.shape) return;
    std::vector<std::int64_t> values;
    for (const Dim& dim : *tensor.dims) {
        if (!dim.isKnown()) return;
        values.push_back(dim.value);
    }
    if (tensor.shape->elementCount() == static_cast<std::int64_t>(values.size()))
        tensor.value = integersOf(tensor.type, *tensor.shape->known(), values);
}

bool lacksContent(const InferredTensor& tensor) {
    return !tensor.value && !tensor.dims;
}

} // namespace

void propagateContents(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs,
                       std::vector<InferredTensor>& outputs) {
    if (std::ranges::any_of(outputs, lacksContent)) {
        // A known content may also give a shape that infer left open (NonZero, Range), hence only large ones are refused.
        const bool areSmall =
            std::ranges::all_of(outputs, [](const InferredTensor& o) { return !o.shape || !o.shape->isStatic() || isSmall(o); });
        if (areSmall && canFold(row, context, inputs, outputs))
            fold(row, context, inputs, outputs);
        else if (std::ranges::any_of(inputs, [](const InferredTensor& i) { return i.dims && !i.value; })) {
            carryDims(row, context, inputs, outputs);
            compareWithNumbers(context, inputs, outputs);
        }
    }
    for (InferredTensor& output : outputs)
        settleDims(output);
}

} // namespace lathe
