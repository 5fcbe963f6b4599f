#pragma once

#include "core/passes/rewriter.h"

#include <string>
#include <vector>

namespace lathe {

using Ints = std::vector<std::int64_t>;

/// Writes the nodes that take the place of one node. All of them get its origins, and names made from its name.
class Replacement {
public:
    Replacement(Graph& graph, Rewriter& rewriter, NodeId node)
        : m_graph(graph), m_rewriter(rewriter), m_id(node), m_node((rewriter.writeOrigins(node), graph.node(node))) {}

    const Node& node() const { return m_node; }
    /// A node with one output, which is returned.
    ValueId add(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes = {});
    /// A node with `count` outputs.
    std::vector<ValueId> addMany(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes, std::size_t count);
    ValueId constant(std::string_view what, Tensor content);
    /// A constant of int64 and rank 1.
    ValueId ints(std::string_view what, const Ints& numbers);

    /// One entry may be -1 (taken from what is left); none may be 0. Opset 5.
    ValueId reshape(ValueId x, const Ints& dims);
    ValueId transpose(ValueId x, const Ints& permutation);
    /// Elements begin, begin + step … before end along one axis.
    ValueId slice(ValueId x, std::int64_t axis, std::int64_t begin, std::int64_t end, std::int64_t step = 1);
    ValueId concat(std::vector<ValueId> parts, std::int64_t axis) { return add("Concat", std::move(parts), {{"axis", axis}}); }
    std::vector<ValueId> split(ValueId x, std::int64_t axis, const Ints& sizes);
    ValueId squeeze(ValueId x, std::int64_t axis) { return addWithAxis("Squeeze", x, axis); }
    ValueId unsqueeze(ValueId x, std::int64_t axis) { return addWithAxis("Unsqueeze", x, axis); }
    ValueId reduce(std::string_view opType, ValueId x, const Ints& axes, bool keepsDims);

    /// The node goes; the producer of `result`, a node written here, gives its output and takes its name. The node's other
    /// outputs must be unread.
    void finish(ValueId result);

private:
    ValueId addWithAxis(std::string_view opType, ValueId x, std::int64_t axis);

    Graph& m_graph;
    Rewriter& m_rewriter;
    const NodeId m_id;
    const Node m_node;
};

/// An attribute that is an axis, in [0, rank); nothing when it lies outside.
std::optional<std::int64_t> axisOf(const Node& node, std::int64_t fallback, std::int64_t rank, std::string_view key = "axis");
/// An axis in [0, rank) from one that may count from the end; nothing when it lies outside.
std::optional<std::int64_t> normalAxis(std::int64_t axis, std::int64_t rank);
/// The axes that a reduction, Squeeze or Unsqueeze states as attribute or as its fixed second input, ascending and in
/// [0, rank); nothing when they are not fixed or wrong. Empty when none are stated.
std::optional<Ints> statedAxes(const Rewriter& rewriter, const Node& node, std::int64_t rank);

std::optional<std::int64_t> knownRank(const Graph& graph, ValueId id);
DataType typeOf(const Graph& graph, ValueId id);

Ints inverseOf(const Ints& permutation);
/// dims[permutation[0]], dims[permutation[1]] …: the dimensions of a transposed tensor.
Ints permuted(const Ints& dims, const Ints& permutation);
/// 0, 1, … with two axes exchanged.
Ints exchangeOf(std::int64_t rank, std::int64_t a, std::int64_t b);
std::int64_t productOf(std::span<const std::int64_t> dims);

} // namespace lathe
