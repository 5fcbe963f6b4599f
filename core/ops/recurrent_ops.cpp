#include "core/ops/families.h"
#include "core/ops/move_helpers.h"
#include "core/ops/recurrent_cells.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

/// What tells RNN, GRU and LSTM apart. Inputs: X, W, R, B, sequence_lens, initial_h, and for LSTM initial_c, P.
struct Family {
    std::int64_t gates;
    bool hasCell;
    std::vector<std::string_view> activations;
};

Family familyOf(const OpContext& context) {
    if (context.node.opType == "LSTM") return {4, true, {"Sigmoid", "Tanh", "Tanh"}};
    if (context.node.opType == "GRU") return {3, false, {"Sigmoid", "Tanh"}};
    return {1, false, {"Tanh"}};
}

/// Dimensions of a layer, as far as they are known.
struct Layer {
    Dim sequence, batch, input, hidden;
    std::int64_t directions = 1;
    bool isBatchFirst = false;

    Shape stateShape() const { return isBatchFirst ? Shape({batch, Dim(directions), hidden}) : Shape({Dim(directions), batch, hidden}); }
    Shape outputShape() const {
        return isBatchFirst ? Shape({batch, sequence, Dim(directions), hidden}) : Shape({sequence, Dim(directions), batch, hidden});
    }
};

Status matchShape(const OpContext& context, const Shape* shape, const Shape& wanted, std::string_view what) {
    LATHE_CHECK(requireRank(context, shape, wanted.rank(), wanted.rank(), what));
    for (std::size_t i = 0; shape && i < wanted.dims.size(); ++i)
        LATHE_CHECK(sameDim(context, shape->dims[i], wanted.dims[i], std::string(what) + ", dimension " + std::to_string(i)));
    return {};
}

Result<Layer> readLayout(const OpContext& context) {
    Layer layer;
    const std::string direction = context.node.stringAttribute("direction", "forward");
    if (direction != "forward" && direction != "reverse" && direction != "bidirectional")
        return opError(context, "unknown direction '" + direction + "'", "known are forward, reverse, bidirectional");
    layer.directions = direction == "bidirectional" ? 2 : 1;
    layer.isBatchFirst = context.node.intAttribute("layout", 0) != 0;
    if (const std::int64_t hidden = context.node.intAttribute("hidden_size", 0); hidden > 0) layer.hidden = hidden;
    return layer;
}

Dim timesGates(const Dim& hidden, std::int64_t factor) {
    return productOf(Shape({hidden, Dim(factor)}), 0, 2);
}

Result<Layer> readLayer(const OpContext& context, std::span<const InferredTensor> inputs) {
    const Family family = familyOf(context);
    LATHE_TRY(Layer layer, readLayout(context));
    const Shape *x = shapeAt(inputs, 0), *r = shapeAt(inputs, 2);
    LATHE_CHECK(requireRank(context, x, 3, 3, "X"));
    LATHE_CHECK(requireRank(context, r, 3, 3, "R"));
    if (x) {
        layer.sequence = x->dims[layer.isBatchFirst ? 1 : 0];
        layer.batch = x->dims[layer.isBatchFirst ? 0 : 1];
        layer.input = x->dims[2];
    }
    if (r) {
        LATHE_TRY(layer.hidden, sameDim(context, layer.hidden, r->dims[2], "hidden_size and R"));
    }
    if (layer.input == Dim(0) || layer.hidden == Dim(0)) return opError(context, "a layer needs at least one input and one hidden unit");
    const Dim directions(layer.directions), rows = timesGates(layer.hidden, family.gates);
    LATHE_CHECK(matchShape(context, shapeAt(inputs, 1), Shape({directions, rows, layer.input}), "W"));
    LATHE_CHECK(matchShape(context, r, Shape({directions, rows, layer.hidden}), "R"));
    if (isGiven(context, inputs, 3))
        LATHE_CHECK(matchShape(context, shapeAt(inputs, 3), Shape({directions, timesGates(layer.hidden, 2 * family.gates)}), "B"));
    if (isGiven(context, inputs, 4)) LATHE_CHECK(matchShape(context, shapeAt(inputs, 4), Shape({layer.batch}), "sequence_lens"));
    if (isGiven(context, inputs, 5)) LATHE_CHECK(matchShape(context, shapeAt(inputs, 5), layer.stateShape(), "initial_h"));
    if (isGiven(context, inputs, 6)) LATHE_CHECK(matchShape(context, shapeAt(inputs, 6), layer.stateShape(), "initial_c"));
    if (isGiven(context, inputs, 7))
        LATHE_CHECK(matchShape(context, shapeAt(inputs, 7), Shape({directions, timesGates(layer.hidden, 3)}), "P"));
    return layer;
}

InferOutcome inferRecurrent(const OpContext& context, std::span<const InferredTensor> inputs) {
    const Family family = familyOf(context);
    LATHE_CHECK(requireInputs(context, inputs, 3, family.hasCell ? 8 : 6));
    LATHE_TRY(const DataType type, commonType(context, inputs, {0, 1, 2, 3, 5, 6, 7}));
    constexpr std::array lengthTypes{DataType::Int32};
    LATHE_CHECK(requireType(context, typeAt(inputs, 4), lengthTypes, "sequence_lens"));
    LATHE_TRY(const Layer layer, readLayer(context, inputs));
    LATHE_CHECK(cellActivations(context, family.activations, layer.directions));
    std::vector outputs{inferredOf(type, layer.outputShape()), inferredOf(type, layer.stateShape())};
    if (family.hasCell) outputs.push_back(outputs.back());
    return outputs;
}

template <class T>
using Step = void (*)(const CellSizes&, const CellWeights<T>&, const T*, CellState<T>&);

template <class T>
Step<T> stepOf(const OpContext& context) {
    if (context.node.opType == "LSTM") return stepLstm<T>;
    return context.node.opType == "GRU" ? stepGru<T> : stepRnn<T>;
}

/// The part of a tensor that belongs to one of `parts` equal leading slices; empty for an omitted tensor.
template <class T>
std::span<const T> sliceOf(const Tensor* tensor, std::int64_t part, std::int64_t parts) {
    if (!tensor) return {};
    const auto size = static_cast<std::size_t>(tensor->elementCount() / parts);
    return tensor->data<T>().subspan(static_cast<std::size_t>(part) * size, size);
}

template <class T>
CellWeights<T> weightsOf(const OpContext& context, std::span<const Tensor> inputs, std::span<const CellActivation> activations,
                         std::int64_t direction, std::int64_t directions) {
    const auto of = [&](std::size_t i) { return sliceOf<T>(tensorAt(inputs, i), direction, directions); };
    const std::size_t perDirection = activations.size() / static_cast<std::size_t>(directions);
    return {.w = of(1),
            .r = of(2),
            .bias = of(3),
            .peepholes = of(7),
            .activations = activations.subspan(static_cast<std::size_t>(direction) * perDirection, perDirection),
            .clip = static_cast<double>(context.node.floatAttribute("clip", 0.0f)),
            .isLinearBeforeReset = context.node.intAttribute("linear_before_reset", 0) != 0,
            .couplesForget = context.node.intAttribute("input_forget", 0) != 0};
}

/// Where the vectors of a layer start, for both layouts.
struct Places {
    std::int64_t sequence, batch, input, hidden, directions;
    bool isBatchFirst;

    std::int64_t x(std::int64_t t, std::int64_t b) const { return (isBatchFirst ? b * sequence + t : t * batch + b) * input; }
    std::int64_t y(std::int64_t t, std::int64_t d, std::int64_t b) const {
        return (isBatchFirst ? (b * sequence + t) * directions + d : (t * directions + d) * batch + b) * hidden;
    }
    std::int64_t state(std::int64_t d, std::int64_t b) const { return (isBatchFirst ? b * directions + d : d * batch + b) * hidden; }
};

template <class T>
std::vector<T> initialState(const Tensor* given, std::int64_t start, std::int64_t hidden) {
    if (!given) return std::vector<T>(static_cast<std::size_t>(hidden), T{});
    const auto values = given->data<T>().subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(hidden));
    return {values.begin(), values.end()};
}

/// Runs one sequence in one direction; steps after its end leave zeros in Y.
template <class T>
void runSequence(const Places& at, const CellWeights<T>& weights, Step<T> step, bool isReversed, std::int64_t length, std::int64_t d,
                 std::int64_t b, std::span<const Tensor> inputs, std::vector<Tensor>& outputs) {
    const auto x = inputs[0].data<T>();
    CellState<T> state{initialState<T>(tensorAt(inputs, 5), at.state(d, b), at.hidden),
                       initialState<T>(tensorAt(inputs, 6), at.state(d, b), at.hidden)};
    const CellSizes sizes{at.input, at.hidden};
    for (std::int64_t i = 0; i < length && !isStopAsked(); ++i) {
        const std::int64_t t = isReversed ? length - 1 - i : i;
        step(sizes, weights, x.data() + at.x(t, b), state);
        std::ranges::copy(state.h, outputs[0].mutableData<T>().begin() + at.y(t, d, b));
    }
    std::ranges::copy(state.h, outputs[1].mutableData<T>().begin() + at.state(d, b));
    if (outputs.size() > 2) std::ranges::copy(state.c, outputs[2].mutableData<T>().begin() + at.state(d, b));
}

Result<std::vector<std::int64_t>> sequenceLengths(const OpContext& context, const Tensor* given, const Places& at) {
    if (!given) return std::vector<std::int64_t>(static_cast<std::size_t>(at.batch), at.sequence);
    std::vector<std::int64_t> lengths = given->toInt64s();
    for (const std::int64_t length : lengths)
        if (length < 0 || length > at.sequence)
            return opError(context,
                           "a sequence length of " + std::to_string(length) + " is outside [0, " + std::to_string(at.sequence) + "]");
    return lengths;
}

EvaluateOutcome evaluateRecurrent(const OpContext& context, std::span<const Tensor> inputs) {
    LATHE_TRY(std::vector<Tensor> outputs, makeOutputs(context, inputs, inferRecurrent));
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_TRY(const Layer layer, readLayer(context, known));
    LATHE_TRY(const auto activations, cellActivations(context, familyOf(context).activations, layer.directions));
    const Places at{layer.sequence.value, layer.batch.value, layer.input.value, layer.hidden.value, layer.directions, layer.isBatchFirst};
    LATHE_TRY(const auto lengths, sequenceLengths(context, tensorAt(inputs, 4), at));
    const bool isReversed = context.node.stringAttribute("direction", "forward") == "reverse";
    return dispatchFloat(context, inputs[0].type(), [&]<class T>(T) -> EvaluateOutcome {
        for (std::int64_t d = 0; d < at.directions; ++d) {
            const CellWeights<T> weights = weightsOf<T>(context, inputs, activations, d, at.directions);
            for (std::int64_t b = 0; b < at.batch; ++b)
                runSequence<T>(at, weights, stepOf<T>(context), isReversed || d == 1, lengths[static_cast<std::size_t>(b)], d, b, inputs,
                               outputs);
        }
        return outputs;
    });
}

Work recurrentWork(const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor>) {
    const auto layer = readLayer(context, inputs);
    if (!layer || !layer->sequence.isKnown() || !layer->batch.isKnown() || !layer->input.isKnown() || !layer->hidden.isKnown()) return {};
    const Family family = familyOf(context);
    const std::int64_t steps = multiplySaturated({layer->sequence.value, layer->batch.value, layer->directions});
    const std::int64_t gates = multiplySaturated({steps, family.gates, layer->hidden.value});
    const std::int64_t states = multiplySaturated({steps, layer->hidden.value});
    return {.macs = multiplySaturated({gates, addSaturated(layer->input.value, layer->hidden.value)}),
            .vectorOps = multiplySaturated({states, family.gates + 1}),
            .specialOps = addSaturated(gates, family.hasCell ? states : 0)};
}

OpRow recurrentRow(std::string_view name, std::string_view summary) {
    return {"", name, 7, OpCategory::Recurrent, QuantRule::Float, inferRecurrent, viaFloat<evaluateRecurrent>, recurrentWork, summary};
}

} // namespace

std::vector<OpRow> recurrentOps() {
    return {recurrentRow("RNN", "A simple recurrent layer."), recurrentRow("GRU", "A layer of gated recurrent units."),
            recurrentRow("LSTM", "A layer of long short-term memory cells.")};
}

} // namespace lathe
