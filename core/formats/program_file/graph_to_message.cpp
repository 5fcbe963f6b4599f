#include "core/formats/program_file/messages.h"

namespace lathe {
namespace {

void putShape(const Shape& shape, file::Shape& message) {
    for (const Dim& dim : shape.dims) {
        file::Dim& entry = *message.add_dims();
        entry.set_known(dim.isKnown());
        if (dim.isKnown()) entry.set_value(dim.value);
        entry.set_symbol(dim.symbol);
    }
}

void putElement(const ElementType& element, file::ElementType& message) {
    message.set_type(static_cast<int>(element.type));
    if (element.shape) putShape(*element.shape, *message.mutable_shape());
    if (element.element) putElement(*element.element, *message.mutable_element());
}

void putValue(const Graph& graph, ValueId id, BlobWriter& blob, file::Value& message) {
    if (!graph.isAlive(id)) return;
    const Value& value = graph.value(id);
    message.set_alive(true);
    message.set_name(value.name);
    message.set_type(static_cast<int>(value.type));
    if (value.shape) putShape(*value.shape, *message.mutable_shape());
    if (value.constant) blob.put(*value.constant, *message.mutable_constant());
    message.set_outer(value.isOuter);
    if (value.element) putElement(*value.element, *message.mutable_element());
}

/// One overload per alternative of Attribute.
struct AttributePutter {
    BlobWriter& blob;
    file::Attribute& message;
    void operator()(std::int64_t value) const { message.set_integer(value); }
    void operator()(float value) const { message.set_real(value); }
    void operator()(const std::string& value) const { message.set_text(value); }
    void operator()(const Tensor& value) const { blob.put(value, *message.mutable_tensor()); }
    void operator()(const GraphPtr& value) const { toMessage(*value, blob, *message.mutable_graph()); }
    void operator()(const ElementTypePtr& value) const { putElement(*value, *message.mutable_type()); }
    void operator()(const std::vector<std::int64_t>& values) const {
        message.mutable_integers()->mutable_items()->Add(values.begin(), values.end());
    }
    void operator()(const std::vector<float>& values) const { message.mutable_reals()->mutable_items()->Add(values.begin(), values.end()); }
    void operator()(const std::vector<std::string>& values) const {
        message.mutable_texts();
        for (const std::string& value : values)
            message.mutable_texts()->add_items(value);
    }
    void operator()(const std::vector<Tensor>& values) const {
        message.mutable_tensors();
        for (const Tensor& value : values)
            blob.put(value, *message.mutable_tensors()->add_items());
    }
    void operator()(const std::vector<GraphPtr>& values) const {
        message.mutable_graphs();
        for (const GraphPtr& value : values)
            toMessage(*value, blob, *message.mutable_graphs()->add_items());
    }
};

void putNode(const Graph& graph, NodeId id, BlobWriter& blob, file::Node& message) {
    if (!graph.isAlive(id)) return;
    const Node& node = graph.node(id);
    message.set_alive(true);
    message.set_name(node.name);
    message.set_op_type(node.opType);
    message.set_domain(node.domain);
    for (const ValueId input : node.inputs)
        message.add_inputs(input.index);
    for (const ValueId output : node.outputs)
        message.add_outputs(output.index);
    for (const auto& [name, attribute] : node.attributes) {
        file::Attribute& entry = *message.add_attributes();
        entry.set_name(name);
        std::visit(AttributePutter{blob, entry}, attribute);
    }
    for (const std::string& origin : node.origins)
        message.add_origins(origin);
}

} // namespace

void toMessage(const Graph& graph, BlobWriter& blob, file::Graph& message) {
    message.set_name(graph.name);
    for (const auto& [domain, version] : graph.opsets) {
        file::Opset& opset = *message.add_opsets();
        opset.set_domain(domain);
        opset.set_version(version);
    }
    message.set_ir_version(graph.irVersion);
    message.set_producer_name(graph.producerName);
    message.set_producer_version(graph.producerVersion);
    message.set_doc(graph.docString);
    for (const auto& [key, value] : graph.metadata) {
        file::Pair& pair = *message.add_metadata();
        pair.set_key(key);
        pair.set_value(value);
    }
    for (std::int32_t i = 0; i < graph.valueCapacity(); ++i)
        putValue(graph, {i}, blob, *message.add_values());
    for (std::int32_t i = 0; i < graph.nodeCapacity(); ++i)
        putNode(graph, {i}, blob, *message.add_nodes());
    for (const ValueId input : graph.inputs())
        message.add_inputs(input.index);
    for (const ValueId output : graph.outputs())
        message.add_outputs(output.index);
}

} // namespace lathe
