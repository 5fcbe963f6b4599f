#pragma once

#include "core/graph/graph.h"

#include <optional>
#include <vector>

namespace lathe {

/// What the support rules ask of a node. Dimensions are empty where a shape is not static.
class NodeFacts {
public:
    NodeFacts(const Graph& graph, NodeId id) : m_graph(graph), m_node(graph.node(id)) {}

    const Graph& graph() const { return m_graph; }
    const Node& node() const { return m_node; }

    std::vector<std::int64_t> dimsOf(ValueId id) const;
    std::vector<std::int64_t> inputDims(std::size_t i = 0) const { return dimsOf(m_node.input(i)); }
    std::vector<std::int64_t> outputDims(std::size_t i = 0) const { return dimsOf(m_node.output(i)); }

    bool isOp(std::string_view op) const { return m_node.opType == op; }
    bool isGlobalPool() const;
    /// Spatial kernel: of the weights, the attribute kernel_shape or the whole map of a global pool; empty otherwise.
    std::vector<std::int64_t> kernel() const;
    std::vector<std::int64_t> strides() const;   ///< one per kernel axis, default 1
    std::vector<std::int64_t> dilations() const; ///< one per kernel axis, default 1
    std::vector<std::int64_t> pads() const;      ///< begins then ends; of Pad, its constant amounts
    std::int64_t group() const { return m_node.intAttribute("group", 1); }

    /// Axes of a reduction, concatenation, softmax …, as attribute or constant input, counted from 0. Empty: none given.
    std::vector<std::int64_t> axes() const;
    std::int64_t variableInputs() const;                             ///< inputs that are neither omitted nor constant
    std::vector<std::int64_t> constantInts(std::size_t input) const; ///< content of a constant integer input, else empty
    std::optional<double> constantScalar(std::size_t input) const;

private:
    std::vector<std::int64_t> perAxis(std::string_view key) const;

    const Graph& m_graph;
    const Node& m_node;
};

} // namespace lathe
