#pragma once

#include "core/passes/rewriter.h"

#include <initializer_list>
#include <span>

namespace lathe {

// How passes read and write what operators spell in several ways. Reading gives nothing where a caller could change the answer.

/// One of these operators of ai.onnx.
bool isOneOf(const Rewriter& rewriter, const Node& node, std::span<const std::string_view> opTypes);
inline bool isOneOf(const Rewriter& rewriter, const Node& node, std::initializer_list<std::string_view> opTypes) {
    return isOneOf(rewriter, node, std::span(opTypes.begin(), opTypes.size()));
}

/// Numbers of type float, float16, bfloat16 or double.
bool isComputedFloat(DataType type);

/// The number that every element of a fixed tensor is (of at most 65,536); nothing for empty tensors and other types than numbers.
std::optional<double> uniformNumber(const Rewriter& rewriter, ValueId id);
/// uniformNumber, where broadcasting against `value` keeps the shape of `value`.
std::optional<double> uniformOperand(const Graph& graph, const Rewriter& rewriter, ValueId id, ValueId value);
/// Broadcasting a tensor of these dimensions against a value of this shape gives the shape of the value.
bool broadcastsInto(std::span<const std::int64_t> dims, const std::optional<Shape>& shape);

/// Rank of a value; -1 where it is not known.
std::int64_t rankOf(const Graph& graph, ValueId id);
/// A picture (three dimensions or more) whose spatial dimensions are not known to be empty: the mean of nothing is not defined.
bool isPicture(const Graph& graph, ValueId id);
/// Axis in [0, rank); nothing when it is outside [-rank, rank).
std::optional<std::int64_t> normalizedAxis(std::int64_t axis, std::int64_t rank);
/// The axes that a node states as attribute or as fixed input 1, ascending, in [0, rank). Nothing when they are not stated, not
/// fixed, repeated or outside.
std::optional<std::vector<std::int64_t>> fixedAxes(const Rewriter& rewriter, const Node& node, std::int64_t rank);
/// True for versions of Squeeze, Unsqueeze and the reductions that take their axes as input.
bool takesAxesAsInput(std::string_view opType, std::int64_t opset);
/// Gives a Squeeze, Unsqueeze or reduction these axes, in the form of the model's opset.
void setAxes(Graph& graph, Rewriter& rewriter, NodeId id, std::vector<std::int64_t> axes);

/// A new constant of rank 1.
ValueId addInts(Graph& graph, const std::string& stem, const std::vector<std::int64_t>& values);
/// Makes another operator of ai.onnx of the node, which keeps its name, outputs and origins. Constants that it leaves unread go.
void become(Graph& graph, Rewriter& rewriter, NodeId id, std::string opType, std::vector<ValueId> inputs, Attributes attributes = {});
/// Other inputs for a node; constants that nobody reads any more go.
void reconnect(Graph& graph, Rewriter& rewriter, NodeId id, std::vector<ValueId> inputs);
/// Lets `id`, which has just read the first input of `first` in its place, take over its origins. Takes `first` out when nobody reads it.
void absorb(Graph& graph, Rewriter& rewriter, NodeId id, NodeId first);
/// A new node with the origins of `of`, and its output.
ValueId addStep(Graph& graph, NodeId of, std::string opType, std::vector<ValueId> inputs, Attributes attributes = {});

} // namespace lathe
