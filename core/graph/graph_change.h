#pragma once

#include "core/graph/graph.h"

namespace lathe {

/// What differs between two states of one graph, where the second arose from a copy of the first by changes: the slots of
/// values and nodes that differ, and the interface. Small where little was changed; tensors are shared, never copied. This is
/// how undo and the history of the optimiser remember graphs.
class GraphChange {
public:
    GraphChange() = default;
    /// `after` must be `before` or a changed copy of it: ids mean the same in both.
    static GraphChange between(const Graph& before, const Graph& after);

    bool isEmpty() const { return m_values.empty() && m_nodes.empty() && !m_head; }
    /// Makes the state after of the state before: the same ids, names, orders and contents.
    void redo(Graph& graph) const;
    /// And back. The graph is then the same as before in every respect.
    void undo(Graph& graph) const;

    std::vector<NodeId> changedNodes() const; ///< added, removed or changed
    std::vector<ValueId> changedValues() const;

private:
    template <class T>
    struct Slot {
        std::int32_t index;
        std::optional<T> before, after; ///< nothing: not alive
    };
    /// What belongs to the graph as a whole.
    struct Head {
        std::string name, producerName, producerVersion, docString;
        std::map<std::string, std::int64_t> opsets;
        std::int64_t irVersion;
        std::map<std::string, std::string> metadata;
        std::vector<ValueId> inputs, outputs;
        bool operator==(const Head&) const = default;
    };
    struct Sizes {
        std::int32_t values = 0, nodes = 0;
    };

    static Head headOf(const Graph& graph);
    static void setHead(Graph& graph, const Head& head);
    void carryOver(Graph& graph, bool isForward) const;

    std::vector<Slot<Value>> m_values;
    std::vector<Slot<Node>> m_nodes;
    std::optional<std::pair<Head, Head>> m_head;
    Sizes m_before, m_after;
};

/// The same type, dimensions and bytes; shared bytes are not looked at.
bool isSame(const Tensor& a, const Tensor& b);
bool isSame(const Attribute& a, const Attribute& b);
bool isSame(const Node& a, const Node& b);
bool isSame(const Value& a, const Value& b);

} // namespace lathe
