#include "tests/support/topologies/exporter.h"

#include "core/graph/text_elements.h"

#include <cmath>

namespace lathe::test {

Exporter::Exporter(std::string name, std::int64_t opset) {
    m_graph.name = std::move(name);
    m_graph.producerName = "pytorch";
    m_graph.opsets[""] = opset;
}

std::string Exporter::nodeStem(std::string_view opType) const {
    std::string stem;
    for (const std::string& scope : m_scopes)
        stem += "/" + scope;
    return stem + "/" + std::string(opType);
}

std::string Exporter::parameterName(std::string_view name) const {
    std::string path;
    for (const std::string& scope : m_scopes) {
        // A module in a list is called "layer1.0" inside "layer1".
        const bool saysAll = !path.empty() && scope.starts_with(path + ".");
        path = path.empty() || saysAll ? scope : path + "." + scope;
    }
    return path.empty() ? std::string(name) : path + "." + std::string(name);
}

ValueId Exporter::input(std::string name, DataType type, std::vector<Dim> dims) {
    Value value;
    value.name = std::move(name);
    value.type = type;
    value.shape = Shape(std::move(dims));
    const ValueId id = m_graph.addValue(std::move(value));
    std::vector<ValueId> inputs = m_graph.inputs();
    inputs.push_back(id);
    m_graph.setInputs(std::move(inputs));
    return id;
}

std::vector<ValueId> Exporter::ops(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes, std::size_t count) {
    Node node;
    node.name = m_graph.uniqueNodeName(nodeStem(opType));
    node.opType = opType;
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    node.origins = {node.name};
    for (std::size_t i = 0; i < count; ++i) {
        Value value;
        value.name = node.name + "_output_" + std::to_string(i);
        node.outputs.push_back(m_graph.addValue(std::move(value)));
    }
    const std::vector<ValueId> outputs = node.outputs;
    m_graph.addNode(std::move(node));
    return outputs;
}

ValueId Exporter::op(std::string_view opType, std::vector<ValueId> inputs, Attributes attributes) {
    return ops(opType, std::move(inputs), std::move(attributes), 1).front();
}

ValueId Exporter::constant(Tensor content) {
    return op("Constant", {}, {{"value", std::move(content)}});
}

ValueId Exporter::ints(const Dims& numbers) {
    return constant(Tensor::of<std::int64_t>({static_cast<std::int64_t>(numbers.size())}, std::span<const std::int64_t>(numbers)));
}

ValueId Exporter::integer(std::int64_t number) {
    return constant(Tensor::scalar(number));
}

ValueId Exporter::real(float number) {
    return constant(Tensor::scalar(number));
}

ValueId Exporter::parameter(std::string_view name, const Dims& dims, double low, double high) {
    Tensor tensor = Tensor::makeZeros(DataType::Float, dims);
    fillRandom(tensor, ++m_seed, low, high);
    return buffer(name, std::move(tensor));
}

ValueId Exporter::weight(std::string_view name, const Dims& dims, std::int64_t fanIn, double gain) {
    const double bound = gain * std::sqrt(3.0 / static_cast<double>(fanIn)); // variance of a uniform distribution: bound² / 3
    return parameter(name, dims, -bound, bound);
}

ValueId Exporter::buffer(std::string_view name, Tensor content) {
    return m_graph.addConstant(parameterName(name), std::move(content));
}

Graph Exporter::finish(const std::vector<std::pair<std::string, ValueId>>& outputs) {
    std::vector<ValueId> ids;
    for (const auto& [name, id] : outputs) {
        m_graph.renameValue(id, name);
        ids.push_back(id);
    }
    m_graph.setOutputs(std::move(ids));
    return std::move(m_graph);
}

} // namespace lathe::test
