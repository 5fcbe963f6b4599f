#include "tests/random/graph_maker.h"

#include "core/graph/text_elements.h"
#include "core/ops/op_helpers.h"

#include <algorithm>

namespace lathe::random_test {
namespace {

constexpr std::int64_t kMostElements = 20'000, kMostMacs = 300'000;

bool isSmall(const OpRow& row, const OpContext& context, std::span<const InferredTensor> inputs, std::span<const InferredTensor> outputs) {
    for (const InferredTensor& output : outputs) {
        const auto count = output.shape ? output.shape->elementCount() : std::nullopt;
        if (!count || *count > kMostElements) return false;
    }
    return row.work(context, inputs, outputs).macs <= kMostMacs;
}

} // namespace

GraphMaker::GraphMaker(std::uint64_t seed, std::int64_t opset) : draw(seed) {
    m_graph.name = "random";
    m_graph.opsets[""] = opset;
}

void GraphMaker::know(ValueId id, DataType type, const Dims& dims) {
    m_graph.setType(id, type);
    m_graph.setShape(id, Shape::of(dims));
    m_dims[id] = dims;
}

ValueId GraphMaker::input(DataType type, const Dims& dims) {
    Value value;
    value.name = "x" + std::to_string(m_graph.inputs().size());
    const ValueId id = m_graph.addValue(std::move(value));
    know(id, type, dims);
    std::vector<ValueId> inputs = m_graph.inputs();
    inputs.push_back(id);
    m_graph.setInputs(std::move(inputs));
    m_values.push_back(id);
    return id;
}

ValueId GraphMaker::constant(DataType type, const Dims& dims, double low, double high) {
    Tensor tensor = Tensor::makeZeros(type, dims);
    fillRandom(tensor, draw.next() >> 32, low, high);
    const ValueId id = m_graph.addConstant("c0", std::move(tensor));
    m_dims[id] = dims;
    return id;
}

ValueId GraphMaker::integers(const Dims& values) {
    const Dims dims{static_cast<std::int64_t>(values.size())};
    const ValueId id = m_graph.addConstant("i0", Tensor::of<std::int64_t>(dims, std::span<const std::int64_t>(values)));
    m_dims[id] = dims;
    return id;
}

ValueId GraphMaker::integer(std::int64_t value) {
    const ValueId id = m_graph.addConstant("i0", Tensor::scalar(value));
    m_dims[id] = {};
    return id;
}

ValueId GraphMaker::real(double value) {
    const ValueId id = m_graph.addConstant("r0", Tensor::scalar(static_cast<float>(value)));
    m_dims[id] = {};
    return id;
}

ValueId GraphMaker::reals(const std::vector<float>& values) {
    const Dims dims{static_cast<std::int64_t>(values.size())};
    const ValueId id = m_graph.addConstant("r0", Tensor::of<float>(dims, std::span<const float>(values)));
    m_dims[id] = dims;
    return id;
}

ValueId GraphMaker::weight(DataType type, const Dims& dims, double low, double high) {
    return draw.chance(92) ? constant(type, dims, low, high) : input(type, dims);
}

std::optional<std::vector<ValueId>> GraphMaker::addNode(const std::string& spelling, std::vector<ValueId> inputs, Attributes attributes,
                                                        int outputs) {
    const std::size_t colons = spelling.find("::");
    const std::string domain = colons == std::string::npos ? "" : spelling.substr(0, colons);
    const std::string opType = domain.empty() ? spelling : spelling.substr(colons + 2);
    const OpRow* row = findOp(domain, opType);
    if (!row) return std::nullopt;
    if (!domain.empty()) m_graph.opsets.emplace(domain, 1);
    Node node;
    node.name = opType + std::to_string(m_graph.nodeCount());
    node.opType = opType;
    node.domain = domain;
    node.inputs = inputs;
    node.attributes = std::move(attributes);
    node.outputs.resize(static_cast<std::size_t>(outputs));
    std::vector<InferredTensor> known;
    for (const ValueId id : inputs) {
        if (!id.isValid())
            known.emplace_back();
        else
            known.push_back(m_graph.isConstant(id) ? inferredOf(*m_graph.constantOf(id)) : inferredOf(type(id), Shape::of(dims(id))));
    }
    const OpContext context{node, domain.empty() ? opset() : 1, nullptr, nullptr};
    auto inferred = row->infer(context, known);
    if (!inferred || inferred->size() < node.outputs.size()) return std::nullopt;
    inferred->resize(node.outputs.size());
    if (!isSmall(*row, context, known, *inferred)) return std::nullopt;
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
        if (!(*inferred)[i].shape || !(*inferred)[i].shape->known()) return std::nullopt;
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i)
        node.outputs[i] = addResult(i ? "_" + std::to_string(i) : "", (*inferred)[i].type, *(*inferred)[i].shape->known());
    std::vector<ValueId> made = node.outputs;
    node.origins = {node.name};
    m_graph.addNode(std::move(node));
    return made;
}

ValueId GraphMaker::add(const std::string& opType, std::vector<ValueId> inputs, Attributes attributes, int outputs) {
    const auto made = addNode(opType, std::move(inputs), std::move(attributes), outputs);
    return made ? made->front() : ValueId{};
}

ValueId GraphMaker::addAs(const std::string& opType, std::vector<ValueId> inputs, Attributes attributes, DataType type, const Dims& dims) {
    Node node;
    node.name = opType + std::to_string(m_graph.nodeCount());
    node.opType = opType;
    node.inputs = std::move(inputs);
    node.attributes = std::move(attributes);
    node.outputs = {addResult("", type, dims)};
    node.origins = {node.name};
    const ValueId made = node.outputs.front();
    m_graph.addNode(std::move(node));
    return made;
}

ValueId GraphMaker::addResult(const std::string& suffix, DataType type, const Dims& dims) {
    Value value;
    value.name = "v" + std::to_string(m_graph.nodeCount()) + suffix;
    const ValueId id = m_graph.addValue(std::move(value));
    know(id, type, dims);
    m_values.push_back(id);
    return id;
}

Graph GraphMaker::finish(std::vector<ValueId> outputs, bool isTidy) {
    m_graph.setOutputs(std::move(outputs));
    if (isTidy) removeUnneeded(m_graph);
    return std::move(m_graph);
}

void removeUnneeded(Graph& graph) {
    const auto isNeeded = [&](ValueId id) { return id.isValid() && (graph.useCount(id) > 0 || graph.isOutput(id)); };
    bool hasChanged = true;
    while (hasChanged) {
        hasChanged = false;
        for (const NodeId id : graph.nodes()) {
            const std::vector<ValueId> outputs = graph.node(id).outputs;
            if (std::ranges::any_of(outputs, isNeeded)) continue;
            graph.removeNode(id);
            for (const ValueId output : outputs)
                if (output.isValid()) graph.removeValue(output);
            hasChanged = true;
        }
    }
    std::vector<ValueId> inputs = graph.inputs();
    std::erase_if(inputs, [&](ValueId id) { return !isNeeded(id); });
    if (inputs.empty() && !graph.inputs().empty()) inputs.push_back(graph.inputs().front());
    graph.setInputs(std::move(inputs));
    for (const ValueId id : graph.values())
        if (!isNeeded(id) && !graph.isInput(id) && !graph.value(id).producer.isValid()) graph.removeValue(id);
}

} // namespace lathe::random_test
