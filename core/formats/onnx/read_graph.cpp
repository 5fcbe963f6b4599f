#include "core/formats/onnx/read_graph.h"

#include "core/formats/onnx/read_tensor.h"
#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/value_info.h"

#include <unordered_set>

namespace lathe::onnx {
namespace {

using Bytes = std::span<const std::byte>;

/// A GraphProto taken apart.
struct Parts {
    std::string name, docString;
    std::vector<Bytes> nodes, initializers, sparse, inputs, outputs, values;
};

class GraphReader {
public:
    GraphReader(Source& source, const Scope* outer, int depth, std::string_view owner)
        : m_source(source), m_outer(outer), m_depth(depth), m_owner(owner) {}

    Result<Graph> read(Bytes message) {
        LATHE_CHECK(takeApart(message));
        LATHE_CHECK(readInitializers());
        LATHE_CHECK(addInputs());
        LATHE_CHECK(addConstants());
        LATHE_CHECK(readNodeHeads());
        LATHE_CHECK(declareNodeOutputs());
        LATHE_CHECK(setOutputs());
        LATHE_CHECK(setValueTypes());
        LATHE_CHECK(addNodes());
        LATHE_CHECK(checkOrder());
        return std::move(m_graph);
    }

private:
    Status takeApart(Bytes message) {
        return walk(m_source, message, "the graph of " + m_owner, [&](WireReader& reader) {
            switch (reader.field()) {
            case graph_field::Node:
                m_parts.nodes.push_back(reader.bytes());
                break;
            case graph_field::Name:
                m_graph.name = reader.text();
                break;
            case graph_field::Initializer:
                m_parts.initializers.push_back(reader.bytes());
                break;
            case graph_field::SparseInitializer:
                m_parts.sparse.push_back(reader.bytes());
                break;
            case graph_field::DocString:
                m_graph.docString = reader.text();
                break;
            case graph_field::Input:
                m_parts.inputs.push_back(reader.bytes());
                break;
            case graph_field::Output:
                m_parts.outputs.push_back(reader.bytes());
                break;
            case graph_field::ValueInfo:
                m_parts.values.push_back(reader.bytes());
                break;
            default:
                break;
            }
        });
    }

    Error nameTwice(const std::string& name) const {
        return m_source.error("the graph of " + m_owner + " has two values named '" + name + "'", name);
    }

    Status keepConstant(NamedTensor tensor, bool isNamed) {
        if (!isNamed) return m_source.error("an initializer of " + m_owner + " has no name");
        if (!m_constantNames.insert(tensor.name).second) return nameTwice(tensor.name);
        m_constants.push_back(std::move(tensor));
        return {};
    }

    Status readInitializers() {
        for (const auto* list : {&m_parts.initializers, &m_parts.sparse}) {
            for (const Bytes message : *list) {
                LATHE_CHECK(m_source.context().checkStop());
                const auto readOne = list == &m_parts.sparse ? readSparseTensor : readTensor;
                LATHE_TRY(NamedTensor tensor, readOne(m_source, message, ""));
                const bool isNamed = !tensor.name.empty();
                LATHE_CHECK(keepConstant(std::move(tensor), isNamed));
            }
        }
        return {};
    }

    void warnIfDropped(const ValueInfo& info) {
        if (info.isKept) return;
        m_source.warn(Severity::Warning, "ONNX_TYPE_DROPPED", "'" + info.name + "' is a map or a sparse tensor; its type is not kept",
                      info.name);
    }

    /// Initializers listed among the inputs are constants with a default, which is what every build uses.
    Status addInputs() {
        std::vector<ValueId> inputs;
        for (const Bytes message : m_parts.inputs) {
            LATHE_TRY(ValueInfo info, readValueInfo(m_source, message));
            if (m_constantNames.contains(info.name)) {
                m_stated.push_back(std::move(info));
                continue;
            }
            if (info.name.empty()) return m_source.error("an input of " + m_owner + " has no name");
            if (m_graph.findValue(info.name).isValid()) return nameTwice(info.name);
            warnIfDropped(info);
            inputs.push_back(addValue(std::move(info)));
        }
        m_inputCount = m_graph.valueCapacity();
        m_graph.setInputs(std::move(inputs));
        return {};
    }

    ValueId addValue(ValueInfo info) {
        Value value;
        value.name = std::move(info.name);
        value.type = info.type;
        value.shape = std::move(info.shape);
        value.element = std::move(info.element);
        return m_graph.addValue(std::move(value));
    }

    Status addConstants() {
        for (NamedTensor& constant : m_constants)
            m_graph.addConstant(std::move(constant.name), std::move(constant.tensor));
        m_constants.clear();
        for (const ValueInfo& info : m_stated)
            compareWithConstant(info);
        m_stated.clear();
        return {};
    }

    /// What the file says of a constant beside its elements may be wrong; the elements count.
    void compareWithConstant(const ValueInfo& info) {
        const Tensor* constant = m_graph.constantOf(m_graph.findValue(info.name));
        if (!constant) return;
        const bool typeDiffers = info.type != DataType::Undefined && info.type != constant->type();
        const bool shapeDiffers = info.shape && !admits(*info.shape, constant->dims());
        if (!typeDiffers && !shapeDiffers) return;
        m_source.warn(Severity::Warning, "SHAPE01",
                      "the file says that '" + info.name + "' is " + std::string(toName(info.type)) + " " +
                          (info.shape ? toText(*info.shape) : "of unknown rank") + ", its elements are " +
                          std::string(toName(constant->type())) + " " + toText(constant->dims()) + "; the latter is used",
                      info.name);
    }

    static bool admits(const Shape& stated, const std::vector<std::int64_t>& dims) {
        return std::ranges::equal(stated.dims, dims, [](const Dim& a, std::int64_t b) { return !a.isKnown() || a.value == b; });
    }

    Status readNodeHeads() {
        LATHE_CHECK(m_source.countNodes(m_parts.nodes.size()));
        for (std::size_t i = 0; i < m_parts.nodes.size(); ++i) {
            LATHE_TRY(NodeHead head, readNodeHead(m_source, m_parts.nodes[i], i));
            m_heads.push_back(std::move(head));
        }
        nameNodes(m_source, m_heads);
        if (m_source.functions.empty()) return {};
        LATHE_TRY(m_heads, expandFunctions(m_source, std::move(m_heads), m_graph, m_outer));
        return {};
    }

    Status declareNodeOutputs() {
        for (const NodeHead& head : m_heads) {
            for (const std::string_view output : head.outputs) {
                if (output.empty()) continue;
                if (m_graph.findValue(output).isValid())
                    return m_source.error("node '" + head.name + "' writes '" + std::string(output) +
                                              "', which already has a producer, is an input or a constant",
                                          head.name);
                Value value;
                value.name = output;
                m_graph.addValue(std::move(value));
            }
        }
        return {};
    }

    /// The value of that name here, or one of the graphs around; invalid when nothing has that name.
    ValueId resolve(std::string_view name) {
        if (const ValueId local = m_graph.findValue(name); local.isValid()) return local;
        if (m_outer == nullptr) return {};
        const std::string_view around = m_outer->nameAround(name);
        if (around.empty()) return {};
        if (around != name)
            if (const ValueId known = m_graph.findValue(around); known.isValid()) return m_graph.value(known).isOuter ? known : ValueId{};
        Value value;
        value.name = around;
        value.isOuter = true;
        return m_graph.addValue(std::move(value));
    }

    Status setOutputs() {
        std::vector<ValueId> outputs;
        for (const Bytes message : m_parts.outputs) {
            LATHE_TRY(const ValueInfo info, readValueInfo(m_source, message));
            const ValueId id = resolve(info.name);
            if (!id.isValid()) return m_source.error("nothing produces the output '" + info.name + "' of " + m_owner, info.name);
            warnIfDropped(info);
            applyType(id, info);
            outputs.push_back(id);
            m_isOutput.insert(id);
        }
        m_graph.setOutputs(std::move(outputs));
        return {};
    }

    void applyType(ValueId id, const ValueInfo& info) {
        const Value& value = m_graph.value(id);
        if (value.constant || value.isOuter || id.index < m_inputCount) return;
        if (info.type != DataType::Undefined) m_graph.setType(id, info.type, info.element);
        if (info.shape) m_graph.setShape(id, info.shape);
    }

    Status setValueTypes() {
        for (const Bytes message : m_parts.values) {
            LATHE_TRY(const ValueInfo info, readValueInfo(m_source, message));
            const ValueId id = m_graph.findValue(info.name);
            if (m_graph.isConstant(id)) compareWithConstant(info);
            if (id.isValid() && !m_isOutput.contains(id)) applyType(id, info);
        }
        return {};
    }

    Status addNodes() {
        for (NodeHead& head : m_heads) {
            LATHE_CHECK(m_source.context().checkStop());
            Node node;
            for (const std::string_view input : head.inputs) {
                node.inputs.push_back(input.empty() ? ValueId{} : resolve(input));
                if (!input.empty() && !node.inputs.back().isValid())
                    return m_source.error("node '" + head.name + "' (" + head.opType + ") reads '" + std::string(input) +
                                              "', which nothing produces",
                                          head.name);
            }
            for (const std::string_view output : head.outputs)
                node.outputs.push_back(output.empty() ? ValueId{} : m_graph.findValue(output));
            const Scope scope{&m_graph, m_outer, head.frame.get()};
            LATHE_TRY(node.attributes, readAttributes(m_source, head, scope, m_depth));
            node.origins = {head.name};
            node.name = std::move(head.name);
            node.opType = std::move(head.opType);
            node.domain = std::move(head.domain);
            m_graph.addNode(std::move(node));
        }
        return {};
    }

    /// Producers of the values that a node needs and that are not done yet.
    NodeId unfinishedProducer(NodeId id, const std::vector<bool>& isDone) const {
        std::vector<ValueId> needs = m_graph.node(id).inputs;
        const auto captured = m_graph.capturedBySubgraphs(id);
        needs.insert(needs.end(), captured.begin(), captured.end());
        for (const ValueId need : needs) {
            const NodeId producer = need.isValid() ? m_graph.value(need).producer : NodeId{};
            if (producer.isValid() && !isDone[static_cast<std::size_t>(producer.index)]) return producer;
        }
        return {};
    }

    Status checkOrder() {
        const auto order = m_graph.topologicalOrder();
        if (static_cast<std::int64_t>(order.size()) == m_graph.nodeCount()) return {};
        std::vector<bool> isDone(static_cast<std::size_t>(m_graph.nodeCapacity()), false), wasMet = isDone;
        for (const NodeId id : order)
            isDone[static_cast<std::size_t>(id.index)] = true;
        NodeId id{static_cast<std::int32_t>(std::find(isDone.begin(), isDone.end(), false) - isDone.begin())};
        // Every unfinished node waits for another one; walking back must come to a node a second time, which lies on a cycle.
        while (!wasMet[static_cast<std::size_t>(id.index)]) {
            wasMet[static_cast<std::size_t>(id.index)] = true;
            id = unfinishedProducer(id, isDone);
        }
        const std::string& name = m_graph.node(id).name;
        return m_source.error("the graph of " + m_owner + " has a cycle: node '" + name + "' needs its own result", name);
    }

    Source& m_source;
    const Scope* m_outer;
    int m_depth;
    std::string m_owner;
    Parts m_parts;
    Graph m_graph;
    std::vector<NamedTensor> m_constants;
    std::unordered_set<std::string> m_constantNames;
    std::vector<ValueInfo> m_stated; ///< of inputs that are constants
    std::int32_t m_inputCount = 0;   ///< inputs are the first values
    std::unordered_set<ValueId> m_isOutput;
    std::vector<NodeHead> m_heads;
};

} // namespace

Result<Graph> readGraph(Source& source, Bytes message, const Scope* outer, int depth, std::string_view owner) {
    if (depth > kMaxDepth) return source.error("graphs are nested deeper than " + std::to_string(kMaxDepth));
    return GraphReader(source, outer, depth, owner).read(message);
}

} // namespace lathe::onnx
