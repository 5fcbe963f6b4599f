#pragma once

#include "core/ops/data_propagation.h"
#include "core/ops/move_helpers.h"

namespace lathe {

// Operators that fuse others say what they consist of once: a Body with
//     static constexpr std::size_t least, most;   // inputs
//     template <class V> static Result<std::vector<V>> run(const Parts<V>& parts);
// is run with tensors for evaluation and with InferredTensors for inference. composedRow() makes its row.

/// Runs (or infers) an operator of ai.onnx, in its form of opset 21, as a part of the node of `context`.
EvaluateOutcome callPart(const OpContext& context, std::string_view opType, std::vector<Tensor> inputs, Attributes attributes = {},
                         std::size_t outputCount = 1);
InferOutcome callPart(const OpContext& context, std::string_view opType, std::vector<InferredTensor> inputs, Attributes attributes = {},
                      std::size_t outputCount = 1);

/// The first output of callPart.
template <class V>
Result<V> callOne(const OpContext& context, std::string_view opType, std::vector<V> inputs, Attributes attributes = {}) {
    LATHE_TRY(auto outputs, callPart(context, opType, std::move(inputs), std::move(attributes)));
    if (outputs.empty()) return opError(context, "its part " + std::string(opType) + " gives nothing");
    return std::move(outputs.front());
}

/// The inputs of a composed node and what can be done with them. V is Tensor or InferredTensor.
template <class V>
class Parts {
public:
    Parts(const OpContext& context, std::span<const V> inputs) : m_context(context), m_inputs(inputs) {}

    const OpContext& context() const { return m_context; }
    const Node& node() const { return m_context.node; }
    std::size_t count() const { return m_inputs.size(); }
    bool has(std::size_t i) const {
        if constexpr (std::is_same_v<V, Tensor>)
            return tensorAt(m_inputs, i) != nullptr;
        else
            return isGiven(m_context, m_inputs, i);
    }
    /// An omitted input is the default V.
    V operator[](std::size_t i) const { return has(i) ? m_inputs[i] : V{}; }

    /// An error when one of these inputs is omitted; the first `least` of the Body never are.
    Status require(std::initializer_list<std::size_t> places) const {
        for (const std::size_t i : places)
            if (!has(i)) return opError(m_context, "input " + std::to_string(i) + " is required but omitted");
        return {};
    }

    Result<V> call(std::string_view opType, std::vector<V> inputs, Attributes attributes = {}) const {
        return callOne<V>(m_context, opType, std::move(inputs), std::move(attributes));
    }
    Result<std::vector<V>> callAll(std::string_view opType, std::vector<V> inputs, Attributes attributes, std::size_t outputs) const {
        return callPart(m_context, opType, std::move(inputs), std::move(attributes), outputs);
    }
    /// x + input i, or x where that is omitted.
    Result<V> plusInput(V x, std::size_t i) const {
        if (!has(i)) return x;
        return call("Add", {std::move(x), m_inputs[i]});
    }
    /// The node's attributes of these names, where it has them.
    Attributes attributes(std::initializer_list<std::string_view> names) const {
        Attributes kept;
        for (const std::string_view name : names)
            if (const auto found = node().attributes.find(name); found != node().attributes.end()) kept.insert(*found);
        return kept;
    }

    static V constant(const Tensor& tensor) {
        if constexpr (std::is_same_v<V, Tensor>)
            return tensor;
        else
            return inferredOf(tensor);
    }
    static V ints(const std::vector<std::int64_t>& values) { return constant(vectorOf(values)); }
    /// A scalar of the type of `other`, which is floating-point.
    static Result<V> like(const V& other, double value) {
        if constexpr (std::is_same_v<V, Tensor>)
            return tensorOf(other.type(), {}, std::span<const double>(&value, 1));
        else
            return inferredOf(other.type, Shape());
    }
    static std::optional<std::int64_t> rankOf(const V& value) {
        if constexpr (std::is_same_v<V, Tensor>)
            return value.rank();
        else
            return value.shape ? std::optional(value.shape->rank()) : std::nullopt;
    }

private:
    const OpContext& m_context;
    std::span<const V> m_inputs;
};

/// Nothing is inferred before type and rank of every given input are known.
template <class Body>
InferOutcome inferComposed(const OpContext& context, std::span<const InferredTensor> inputs) {
    LATHE_CHECK(requireInputs(context, inputs, Body::least, Body::most));
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (isGiven(context, inputs, i) && (inputs[i].type == DataType::Undefined || !inputs[i].shape))
            return std::vector<InferredTensor>(context.node.outputs.size());
    return Body::template run<InferredTensor>(Parts<InferredTensor>(context, inputs));
}

template <class Body>
EvaluateOutcome evaluateComposed(const OpContext& context, std::span<const Tensor> inputs) {
    const std::vector<InferredTensor> known = inferredOfAll(inputs);
    LATHE_CHECK(requireInputs(context, known, Body::least, Body::most));
    return Body::template run<Tensor>(Parts<Tensor>(context, inputs));
}

/// 16-bit floats are widened at the inputs and rounded once at the outputs.
template <class Body>
OpRow composedRow(std::string_view domain, std::string_view name, OpCategory category, WorkFn work, std::string_view summary) {
    return {domain, name, 1, category, QuantRule::Float, inferComposed<Body>, viaFloat<evaluateComposed<Body>>, work, summary};
}

/// The work of the operator `opType` of ai.onnx on the same inputs.
Work workOfPart(std::string_view opType, const OpContext& context, std::span<const InferredTensor> inputs,
                std::span<const InferredTensor> outputs);

/// The activation that fused nodes name by an attribute, with its parameters; x itself where they name none.
template <class V>
Result<V> activated(const Parts<V>& parts, V x, std::string_view activation, Attributes parameters) {
    if (activation.empty()) return x;
    constexpr std::array<std::string_view, 9> kKnown{"Relu", "Tanh",     "Sigmoid", "LeakyRelu",      "HardSigmoid",
                                                     "Elu",  "Softplus", "Selu",    "ThresholdedRelu"};
    if (activation == "Clip") {
        const auto bound = [&](std::string_view key) {
            const auto found = parameters.find(key);
            const float* value = found == parameters.end() ? nullptr : std::get_if<float>(&found->second);
            return value ? Parts<V>::like(x, static_cast<double>(*value)) : Result<V>(V{});
        };
        LATHE_TRY(V low, bound("min"));
        LATHE_TRY(V high, bound("max"));
        return parts.call("Clip", {std::move(x), std::move(low), std::move(high)});
    }
    if (std::ranges::find(kKnown, activation) == kKnown.end())
        return opError(parts.context(), "the activation '" + std::string(activation) + "' is not known");
    return parts.call(activation, {std::move(x)}, std::move(parameters));
}

} // namespace lathe
