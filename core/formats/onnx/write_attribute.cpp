#include "core/formats/onnx/schema.h"
#include "core/formats/onnx/write_graph.h"

namespace lathe::onnx {
namespace {

/// One overload for each alternative of Attribute.
struct AttributeWriter {
    WireWriter& message;
    std::int64_t irVersion;
    ExternalWeights& external;

    void setType(AttributeType type) const { message.integer(attribute_field::Type, static_cast<std::int64_t>(type)); }
    WireWriter graphMessage(const GraphPtr& graph) const { return writeGraph(*graph, irVersion, external); }

    void operator()(std::int64_t value) const {
        message.integer(attribute_field::Int, value);
        setType(AttributeType::Int);
    }
    void operator()(float value) const {
        message.real(attribute_field::Float, value);
        setType(AttributeType::Float);
    }
    void operator()(const std::string& value) const {
        message.text(attribute_field::String, value);
        setType(AttributeType::String);
    }
    void operator()(const Tensor& value) const {
        message.message(attribute_field::Tensor, writeTensor({}, value, nullptr));
        setType(AttributeType::Tensor);
    }
    void operator()(const GraphPtr& value) const {
        message.message(attribute_field::Graph, graphMessage(value));
        setType(AttributeType::Graph);
    }
    void operator()(const ElementTypePtr& value) const {
        message.message(attribute_field::TypeProto, writeType(*value));
        setType(AttributeType::Type);
    }
    void operator()(const std::vector<std::int64_t>& values) const {
        for (const std::int64_t value : values)
            message.integer(attribute_field::Ints, value);
        setType(AttributeType::Ints);
    }
    void operator()(const std::vector<float>& values) const {
        for (const float value : values)
            message.real(attribute_field::Floats, value);
        setType(AttributeType::Floats);
    }
    void operator()(const std::vector<std::string>& values) const {
        for (const std::string& value : values)
            message.text(attribute_field::Strings, value);
        setType(AttributeType::Strings);
    }
    void operator()(const std::vector<Tensor>& values) const {
        for (const Tensor& value : values)
            message.message(attribute_field::Tensors, writeTensor({}, value, nullptr));
        setType(AttributeType::Tensors);
    }
    void operator()(const std::vector<GraphPtr>& values) const {
        for (const GraphPtr& value : values)
            message.message(attribute_field::Graphs, graphMessage(value));
        setType(AttributeType::Graphs);
    }
};

} // namespace

WireWriter writeAttribute(const std::string& name, const Attribute& attribute, std::int64_t irVersion, ExternalWeights& external) {
    WireWriter message;
    message.text(attribute_field::Name, name);
    std::visit(AttributeWriter{message, irVersion, external}, attribute);
    return message;
}

} // namespace lathe::onnx
