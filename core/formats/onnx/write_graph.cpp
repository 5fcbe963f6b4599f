#include "core/formats/onnx/write_graph.h"
#include "core/formats/onnx/schema.h"

namespace lathe::onnx {
namespace {

/// Before this version every initializer had to stand among the graph's inputs too.
constexpr std::int64_t kInitializersNeedNoInput = 4;

WireWriter writeShape(const Shape& shape) {
    WireWriter message;
    for (const Dim& dim : shape.dims) {
        WireWriter one;
        if (dim.isKnown())
            one.integer(shape_field::Value, dim.value);
        else
            one.optionalText(shape_field::Symbol, dim.symbol);
        message.message(shape_field::Dim, std::move(one));
    }
    return message;
}

WireWriter writeValue(const Value& value) {
    WireWriter message;
    message.text(value_field::Name, value.name);
    if (value.type == DataType::Undefined && !value.shape) return message;
    message.message(value_field::Type, writeType({value.type, value.shape, value.element}));
    return message;
}

std::string_view nameOf(const Graph& graph, ValueId id) {
    return id.isValid() ? std::string_view(graph.value(id).name) : std::string_view();
}

WireWriter writeNode(const Graph& graph, const Node& node, std::int64_t irVersion, ExternalWeights& external) {
    WireWriter message;
    for (const ValueId input : node.inputs)
        message.text(node_field::Input, nameOf(graph, input));
    for (const ValueId output : node.outputs)
        message.text(node_field::Output, nameOf(graph, output));
    message.text(node_field::Name, node.name);
    message.text(node_field::OpType, node.opType);
    for (const auto& [name, attribute] : node.attributes)
        message.message(node_field::Attribute, writeAttribute(name, attribute, irVersion, external));
    message.optionalText(node_field::Domain, node.domain);
    return message;
}

/// What the file can say about a value only in value_info: what a node produces inside the graph.
bool needsValueInfo(const Graph& graph, const Value& value, ValueId id) {
    return value.producer.isValid() && value.type != DataType::Undefined && !graph.isOutput(id);
}

} // namespace

WireWriter writeType(const ElementType& element) {
    WireWriter type, inner;
    if (isContainer(element.type)) {
        if (element.element) inner.message(container_field::Element, writeType(*element.element));
        type.message(element.type == DataType::Sequence ? type_field::Sequence : type_field::Optional, std::move(inner));
        return type;
    }
    if (element.type != DataType::Undefined) inner.integer(type_field::ElementType, static_cast<std::int64_t>(element.type));
    if (element.shape) inner.message(type_field::Shape, writeShape(*element.shape));
    type.message(type_field::Tensor, std::move(inner));
    return type;
}

WireWriter writeGraph(const Graph& graph, std::int64_t irVersion, ExternalWeights& external) {
    WireWriter message;
    for (const NodeId id : graph.topologicalOrder())
        message.message(graph_field::Node, writeNode(graph, graph.node(id), irVersion, external));
    message.text(graph_field::Name, graph.name);
    const auto values = graph.values();
    for (const ValueId id : values)
        if (const Tensor* constant = graph.constantOf(id))
            message.message(graph_field::Initializer, writeTensor(graph.value(id).name, *constant, &external));
    message.optionalText(graph_field::DocString, graph.docString);
    for (const ValueId id : graph.inputs())
        message.message(graph_field::Input, writeValue(graph.value(id)));
    if (irVersion < kInitializersNeedNoInput)
        for (const ValueId id : values)
            if (graph.isConstant(id)) message.message(graph_field::Input, writeValue(graph.value(id)));
    for (const ValueId id : graph.outputs())
        message.message(graph_field::Output, writeValue(graph.value(id)));
    for (const ValueId id : values)
        if (needsValueInfo(graph, graph.value(id), id)) message.message(graph_field::ValueInfo, writeValue(graph.value(id)));
    return message;
}

} // namespace lathe::onnx
