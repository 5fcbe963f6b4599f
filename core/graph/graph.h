#pragma once

#include "core/graph/element_type.h"
#include "core/graph/tensor.h"

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace lathe {

class Graph;

/// Names a node of one graph. Ids are never reused within a graph; copies of the graph keep them.
struct NodeId {
    std::int32_t index = -1;
    bool isValid() const { return index >= 0; }
    auto operator<=>(const NodeId&) const = default;
};

/// Names a value (tensor) of one graph. An invalid id among a node's inputs is an omitted optional input.
struct ValueId {
    std::int32_t index = -1;
    bool isValid() const { return index >= 0; }
    auto operator<=>(const ValueId&) const = default;
};

using GraphPtr = std::shared_ptr<const Graph>; ///< a subgraph (If, Loop, Scan); shared, never changed in place
/// An ElementTypePtr is an attribute that is a type, and never null.
using Attribute = std::variant<std::int64_t, float, std::string, Tensor, GraphPtr, std::vector<std::int64_t>, std::vector<float>,
                               std::vector<std::string>, std::vector<Tensor>, std::vector<GraphPtr>, ElementTypePtr>;
using Attributes = std::map<std::string, Attribute, std::less<>>;

/// A tensor of the graph: a graph input, a node's output, a constant, or (in subgraphs) a value of the outer graph.
struct Value {
    std::string name;
    DataType type = DataType::Undefined;
    std::optional<Shape> shape;     ///< nothing: rank not known
    std::optional<Tensor> constant; ///< set for initializers
    ElementTypePtr element;         ///< of a sequence or optional: what it holds
    bool isOuter = false;           ///< in a subgraph: the value of this name in the graph around it

    // Kept by Graph:
    NodeId producer;               ///< invalid for inputs, constants, outer values
    std::vector<NodeId> consumers; ///< one entry per use; order of insertion
};

/// An operator. Attributes as in the file; defaults are in the operator table.
struct Node {
    std::string name;
    std::string opType;
    std::string domain; ///< "" is ai.onnx
    std::vector<ValueId> inputs;
    std::vector<ValueId> outputs;
    Attributes attributes;
    /// Names of the nodes of the graph as the user trained it that this one came from (lineage). Set on reading; passes join them.
    std::vector<std::string> origins;

    std::int64_t intAttribute(std::string_view key, std::int64_t fallback) const;
    float floatAttribute(std::string_view key, float fallback) const;
    std::string stringAttribute(std::string_view key, std::string_view fallback) const;
    std::vector<std::int64_t> intsAttribute(std::string_view key, std::vector<std::int64_t> fallback = {}) const;
    std::vector<float> floatsAttribute(std::string_view key) const;
    bool hasAttribute(std::string_view key) const { return attributes.find(key) != attributes.end(); }
    template <class T>
    const T* findAttribute(std::string_view key) const {
        const auto found = attributes.find(key);
        return found == attributes.end() ? nullptr : std::get_if<T>(&found->second);
    }
    ValueId input(std::size_t i) const { return i < inputs.size() ? inputs[i] : ValueId{}; }
    ValueId output(std::size_t i = 0) const { return i < outputs.size() ? outputs[i] : ValueId{}; }
    /// The subgraphs among the attributes.
    std::vector<GraphPtr> subgraphs() const;
};

/// What the model means: values, operators, attributes. A value type: copies are independent, tensor bytes are shared.
/// Producer and consumer links are kept by the graph through every change.
class Graph {
public:
    std::string name;
    std::map<std::string, std::int64_t> opsets; ///< domain -> version; "" is ai.onnx
    std::int64_t irVersion = 8;
    std::string producerName, producerVersion, docString;
    std::map<std::string, std::string> metadata;
    std::vector<Tensor> functions; ///< local functions that were not inlined: bytes of the file, for who writes it again

    std::int64_t opset() const; ///< of ai.onnx; 0 when not imported

    // --- values
    /// Adds a value; a taken or empty name is made unique by a suffix ("_1", "_2" …).
    ValueId addValue(Value value);
    ValueId addConstant(std::string name, Tensor tensor);
    const Value& value(ValueId id) const { return m_values[static_cast<std::size_t>(id.index)]; }
    ValueId findValue(std::string_view name) const;
    /// `element`: what a sequence or optional holds.
    void setType(ValueId id, DataType type, ElementTypePtr element = nullptr) {
        at(id).type = type;
        at(id).element = std::move(element);
    }
    void setShape(ValueId id, std::optional<Shape> shape) { at(id).shape = std::move(shape); }
    void setOuter(ValueId id, bool isOuter) { at(id).isOuter = isOuter; }
    void setConstant(ValueId id, std::optional<Tensor> constant);
    /// False (and no change) when another value has that name.
    bool renameValue(ValueId id, std::string name);
    /// Every value slot, also of removed values (isAlive tells).
    std::int32_t valueCapacity() const { return static_cast<std::int32_t>(m_values.size()); }
    bool isAlive(ValueId id) const {
        return id.isValid() && id.index < valueCapacity() && m_valueAlive[static_cast<std::size_t>(id.index)];
    }
    /// A value that nothing produces or uses and that is neither input nor output.
    void removeValue(ValueId id);
    std::vector<ValueId> values() const; ///< alive, in order of insertion
    bool isConstant(ValueId id) const { return id.isValid() && value(id).constant.has_value(); }
    const Tensor* constantOf(ValueId id) const { return isConstant(id) ? &*value(id).constant : nullptr; }

    // --- nodes
    /// Adds a node; its outputs must have no producer yet. An empty or taken name becomes "<OpType>_<index>", made unique.
    NodeId addNode(Node node);
    const Node& node(NodeId id) const { return m_nodes[static_cast<std::size_t>(id.index)]; }
    NodeId findNode(std::string_view name) const;
    Attributes& attributes(NodeId id) { return at(id).attributes; }
    std::vector<std::string>& origins(NodeId id) { return at(id).origins; }
    void setOpType(NodeId id, std::string opType, std::string domain = {});
    bool renameNode(NodeId id, std::string name);
    void setInput(NodeId id, std::size_t index, ValueId value); ///< grows the input list as needed
    void setInputs(NodeId id, std::vector<ValueId> inputs);
    void setOutput(NodeId id, std::size_t index, ValueId value);
    /// Takes the node out; its outputs stay as values without producer, for replaceUses or removeValue.
    void removeNode(NodeId id);
    std::int32_t nodeCapacity() const { return static_cast<std::int32_t>(m_nodes.size()); }
    bool isAlive(NodeId id) const { return id.isValid() && id.index < nodeCapacity() && m_nodeAlive[static_cast<std::size_t>(id.index)]; }
    std::vector<NodeId> nodes() const; ///< alive, in order of insertion
    std::int64_t nodeCount() const { return m_nodeCount; }

    /// Inputs before users, otherwise in order of insertion. Shorter than nodeCount() when the graph has a cycle.
    /// Values that a node's subgraphs take from this graph count as its inputs.
    std::vector<NodeId> topologicalOrder() const;
    /// Values of this graph that the subgraphs of a node read by name.
    std::vector<ValueId> capturedBySubgraphs(NodeId id) const;

    // --- interface
    const std::vector<ValueId>& inputs() const { return m_inputs; }
    const std::vector<ValueId>& outputs() const { return m_outputs; }
    void setInputs(std::vector<ValueId> inputs) { m_inputs = std::move(inputs); }
    void setOutputs(std::vector<ValueId> outputs) { m_outputs = std::move(outputs); }
    bool isInput(ValueId id) const;
    bool isOutput(ValueId id) const;

    /// Every use of `from` by nodes (not as graph output) becomes a use of `to`.
    void replaceUses(ValueId from, ValueId to);
    /// Number of uses by nodes, subgraph captures included.
    std::int64_t useCount(ValueId id) const;
    /// "stem", or "stem_1", "stem_2" …: the first that no value (node) has.
    std::string uniqueValueName(std::string_view stem) const;
    std::string uniqueNodeName(std::string_view stem) const;

private:
    friend class GraphChange;
    struct NameHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    template <class Id>
    using NameMap = std::unordered_map<std::string, Id, NameHash, std::equal_to<>>;

    Value& at(ValueId id) { return m_values[static_cast<std::size_t>(id.index)]; }
    Node& at(NodeId id) { return m_nodes[static_cast<std::size_t>(id.index)]; }
    void addUse(ValueId value, NodeId node);
    void dropUse(ValueId value, NodeId node);

    std::vector<Value> m_values;
    std::vector<Node> m_nodes;
    std::vector<bool> m_valueAlive, m_nodeAlive;
    std::int64_t m_nodeCount = 0;
    std::vector<ValueId> m_inputs, m_outputs;
    NameMap<ValueId> m_valueByName;
    NameMap<NodeId> m_nodeByName;
};

/// Names that `body` (and the subgraphs in it) take from the graph around it, each once, in order of first use.
std::vector<std::string> outerNames(const Graph& body);

/// Appends the origins of `from` that `into` does not have yet.
void joinOrigins(std::vector<std::string>& into, const std::vector<std::string>& from);

} // namespace lathe

template <>
struct std::hash<lathe::NodeId> {
    std::size_t operator()(lathe::NodeId id) const noexcept { return std::hash<std::int32_t>{}(id.index); }
};
template <>
struct std::hash<lathe::ValueId> {
    std::size_t operator()(lathe::ValueId id) const noexcept { return std::hash<std::int32_t>{}(id.index); }
};
