#include "core/formats/program_file/messages.h"

namespace lathe {
namespace {

constexpr int kDeepestSubgraph = 32;

Error wrong(std::string what) {
    return Error::input("the program has a damaged network: " + std::move(what));
}

Result<Shape> shapeFrom(const file::Shape& message) {
    Shape shape;
    for (const file::Dim& entry : message.dims()) {
        if (entry.known() && entry.value() < 0) return wrong("a negative dimension");
        Dim dim;
        if (entry.known())
            dim.value = entry.value();
        else
            dim.symbol = entry.symbol();
        shape.dims.push_back(std::move(dim));
    }
    return shape;
}

Result<DataType> typeFrom(std::int32_t number) {
    const auto type = static_cast<DataType>(number);
    if (type != DataType::Undefined && toName(type) == toName(DataType::Undefined))
        return wrong("unknown element type " + std::to_string(number));
    return type;
}

Result<ElementTypePtr> elementFrom(const file::ElementType& message, int depth = 1) {
    if (depth > kMaxTypeNesting) return wrong("a type is nested too deeply");
    ElementType element;
    LATHE_TRY(element.type, typeFrom(message.type()));
    if (message.has_shape()) {
        LATHE_TRY(element.shape, shapeFrom(message.shape()));
    }
    if (message.has_element()) {
        LATHE_TRY(element.element, elementFrom(message.element(), depth + 1));
    }
    return ElementTypePtr(std::make_shared<const ElementType>(std::move(element)));
}

class GraphReader {
public:
    GraphReader(const file::Graph& message, const BlobReader& blob, int depth) : m_message(message), m_blob(blob), m_depth(depth) {}

    Result<Graph> read() {
        if (m_depth > kDeepestSubgraph) return wrong("subgraphs within subgraphs, more than " + std::to_string(kDeepestSubgraph) + " deep");
        readHead();
        for (const file::Value& value : m_message.values())
            LATHE_CHECK(addValue(value));
        for (const file::Node& node : m_message.nodes())
            LATHE_CHECK(addNode(node));
        LATHE_TRY(std::vector<ValueId> inputs, idsFrom(m_message.inputs(), false));
        LATHE_TRY(std::vector<ValueId> outputs, idsFrom(m_message.outputs(), false));
        m_graph.setInputs(std::move(inputs));
        m_graph.setOutputs(std::move(outputs));
        return std::move(m_graph);
    }

private:
    void readHead() {
        m_graph.name = m_message.name();
        for (const file::Opset& opset : m_message.opsets())
            m_graph.opsets[opset.domain()] = opset.version();
        m_graph.irVersion = m_message.ir_version();
        m_graph.producerName = m_message.producer_name();
        m_graph.producerVersion = m_message.producer_version();
        m_graph.docString = m_message.doc();
        for (const file::Pair& pair : m_message.metadata())
            m_graph.metadata[pair.key()] = pair.value();
    }

    Status addValue(const file::Value& message) {
        if (!message.alive()) {
            m_graph.removeValue(m_graph.addValue({}));
            return {};
        }
        Value value;
        value.name = message.name();
        LATHE_TRY(value.type, typeFrom(message.type()));
        if (message.has_element() && isContainer(value.type)) {
            LATHE_TRY(value.element, elementFrom(message.element()));
        }
        value.isOuter = message.outer();
        if (message.has_shape()) {
            LATHE_TRY(value.shape, shapeFrom(message.shape()));
        }
        if (message.has_constant()) {
            LATHE_TRY(value.constant, m_blob.take(message.constant()));
            if (!value.constant->isPresent()) return wrong("a constant without content");
        }
        const ValueId id = m_graph.addValue(std::move(value));
        if (m_graph.value(id).name != message.name()) return wrong("two tensors are named '" + message.name() + "'");
        return {};
    }

    template <class Indices>
    Result<std::vector<ValueId>> idsFrom(const Indices& indices, bool mayOmit) const {
        std::vector<ValueId> ids;
        for (const std::int32_t index : indices) {
            const ValueId id{index};
            if (!(mayOmit && index == -1) && !m_graph.isAlive(id)) return wrong("tensor " + std::to_string(index) + " does not exist");
            ids.push_back(id);
        }
        return ids;
    }

    Status addNode(const file::Node& message) {
        if (!message.alive()) {
            m_graph.removeNode(m_graph.addNode({}));
            return {};
        }
        Node node;
        node.name = message.name();
        node.opType = message.op_type();
        node.domain = message.domain();
        LATHE_TRY(node.inputs, idsFrom(message.inputs(), true));
        LATHE_TRY(node.outputs, idsFrom(message.outputs(), true));
        for (std::size_t i = 0; i < node.outputs.size(); ++i) {
            const bool isTwice = node.outputs[i].isValid() &&
                                 std::find(node.outputs.begin(), node.outputs.begin() + static_cast<std::ptrdiff_t>(i), node.outputs[i]) !=
                                     node.outputs.begin() + static_cast<std::ptrdiff_t>(i);
            if (isTwice || (node.outputs[i].isValid() && m_graph.value(node.outputs[i]).producer.isValid()))
                return wrong("two nodes make one tensor, at '" + message.name() + "'");
        }
        for (const file::Attribute& attribute : message.attributes())
            LATHE_CHECK(addAttribute(attribute, node));
        node.origins.assign(message.origins().begin(), message.origins().end());
        const NodeId id = m_graph.addNode(std::move(node));
        if (m_graph.node(id).name != message.name()) return wrong("two nodes are named '" + message.name() + "', or one has no name");
        return {};
    }

    Status addAttribute(const file::Attribute& message, Node& node) {
        LATHE_TRY(Attribute attribute, attributeFrom(message));
        node.attributes[message.name()] = std::move(attribute);
        return {};
    }

    Result<GraphPtr> subgraphFrom(const file::Graph& message) const {
        LATHE_TRY(Graph graph, graphFromMessage(message, m_blob, m_depth + 1));
        return GraphPtr(std::make_shared<const Graph>(std::move(graph)));
    }

    Result<Attribute> attributeFrom(const file::Attribute& message) const {
        using Content = file::Attribute::ContentCase;
        switch (message.content_case()) {
        case Content::kInteger:
            return Attribute(std::int64_t(message.integer()));
        case Content::kReal:
            return Attribute(message.real());
        case Content::kText:
            return Attribute(std::string(message.text()));
        case Content::kTensor:
            return tensorFrom(message.tensor());
        case Content::kGraph:
            return graphFrom(message.graph());
        case Content::kIntegers:
            return Attribute(std::vector<std::int64_t>(message.integers().items().begin(), message.integers().items().end()));
        case Content::kReals:
            return Attribute(std::vector<float>(message.reals().items().begin(), message.reals().items().end()));
        case Content::kTexts:
            return Attribute(std::vector<std::string>(message.texts().items().begin(), message.texts().items().end()));
        case Content::kTensors:
            return tensorsFrom(message.tensors());
        case Content::kGraphs:
            return graphsFrom(message.graphs());
        case Content::kType: {
            LATHE_TRY(ElementTypePtr type, elementFrom(message.type()));
            return Attribute(std::move(type));
        }
        case Content::CONTENT_NOT_SET:
            break;
        }
        return wrong("the attribute '" + message.name() + "' has no content");
    }

    Result<Attribute> tensorFrom(const file::Tensor& message) const {
        LATHE_TRY(Tensor tensor, m_blob.take(message));
        return Attribute(std::move(tensor));
    }

    Result<Attribute> graphFrom(const file::Graph& message) const {
        LATHE_TRY(GraphPtr graph, subgraphFrom(message));
        return Attribute(std::move(graph));
    }

    Result<Attribute> tensorsFrom(const file::Tensors& message) const {
        std::vector<Tensor> all;
        for (const file::Tensor& item : message.items()) {
            LATHE_TRY(Tensor tensor, m_blob.take(item));
            all.push_back(std::move(tensor));
        }
        return Attribute(std::move(all));
    }

    Result<Attribute> graphsFrom(const file::Graphs& message) const {
        std::vector<GraphPtr> all;
        for (const file::Graph& item : message.items()) {
            LATHE_TRY(GraphPtr graph, subgraphFrom(item));
            all.push_back(std::move(graph));
        }
        return Attribute(std::move(all));
    }

    const file::Graph& m_message;
    const BlobReader& m_blob;
    const int m_depth;
    Graph m_graph;
};

} // namespace

Result<Graph> graphFromMessage(const file::Graph& message, const BlobReader& blob, int depth) {
    return GraphReader(message, blob, depth).read();
}

} // namespace lathe
