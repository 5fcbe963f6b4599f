#pragma once

#include "core/graph/graph.h"

#include <string>

namespace lathe {

/// What an input of a node is to the integer arithmetic.
enum class InputRole {
    Activation, ///< integers with one scale; constants among them are quantized like activations
    Weight,     ///< constant, int8 or int16, one scale per output channel
    Bias,       ///< constant, int32
    Parameter,  ///< constant and read as it is: shapes, axes, bounds, indices
};

enum class IntegerKind {
    Mac,         ///< sums of products, with int8 or int16 weights and int32 bias where they are constant
    Requantize,  ///< the output has a scale of its own
    PassThrough, ///< the output has the parameters of the input
    Activation,  ///< Relu and Clip: as PassThrough, and what feeds only them takes the scale of their output
    Lut,         ///< a table over the integers of the one input
    Softmax,     ///< a table of exponentials, and shares of their sums; only where it is asked for
};

/// An operator with integer arithmetic (docs/numerics.md) and the cases of it that have one.
struct IntegerRule {
    std::string_view op;
    IntegerKind kind;
    InputRole (*role)(const Graph& graph, const Node& node, std::size_t input);
    /// Why this node is a case without integer arithmetic, as a sentence part ("alpha is not 1"); empty when it has one.
    std::string (*obstacle)(const Graph& graph, const Node& node);
};

/// Nothing for an operator that computes in float only.
const IntegerRule* findIntegerRule(const Node& node);

/// rule.obstacle, and what holds for every operator: parameters are constant, one input at least is not, shapes are fixed.
std::string integerObstacle(const IntegerRule& rule, const Graph& graph, const Node& node);

/// The axis of the weights of `node` that counts output channels; -1 where all channels must share one scale.
std::int32_t weightAxis(const Node& node);

/// Number of output channels, from the float weights of a convolution or matrix product.
std::int64_t outputChannels(const Node& node, const Tensor& weight);

/// The non-constant inputs of role Activation, each once, in order.
std::vector<ValueId> activationInputs(const IntegerRule& rule, const Graph& graph, const Node& node);

/// The outputs that carry data (not masks or indices).
std::vector<ValueId> dataOutputs(const Node& node);

/// activationInputs and dataOutputs: the values that must exist in integers when the node computes in integers.
std::vector<ValueId> quantizedValues(const IntegerRule& rule, const Graph& graph, const Node& node);

inline bool passesThrough(IntegerKind kind) {
    return kind == IntegerKind::PassThrough || kind == IntegerKind::Activation;
}

} // namespace lathe
