#include "core/formats/caffe/network_builder.h"

#include "core/ops/op_helpers.h"

#include <algorithm>

namespace lathe::caffe {

NetworkBuilder::NetworkBuilder(const Source& source, const Network& network, const Weights& weights, const InputShapes& shapes)
    : m_source(source), m_network(network), m_weights(weights), m_shapes(shapes) {
    m_graph.name = network.name;
    m_graph.opsets[""] = kOpset;
    m_graph.irVersion = 8;
    m_graph.producerName = "Caffe";
    for (const DeclaredInput& input : network.inputs)
        m_blobNames.insert(input.name);
    for (const Layer& layer : network.layers) {
        m_blobNames.insert(layer.tops.begin(), layer.tops.end());
        m_layerNames.insert(layer.name);
    }
}

std::string NetworkBuilder::freeName(std::unordered_map<std::string, int>& counters, const std::string& stem,
                                     const std::function<bool(const std::string&)>& isTaken) {
    int& count = counters[stem];
    std::string name = count == 0 ? stem : stem + "_" + std::to_string(count);
    while (isTaken(name))
        name = stem + "_" + std::to_string(++count);
    ++count;
    return name;
}

std::string NetworkBuilder::freeValueName(const std::string& stem) {
    return freeName(m_valueCounters, stem,
                    [&](const std::string& name) { return m_blobNames.contains(name) || m_graph.findValue(name).isValid(); });
}

std::string NetworkBuilder::freeNodeName(const std::string& stem) {
    return freeName(m_nodeCounters, stem,
                    [&](const std::string& name) { return m_layerNames.contains(name) || m_graph.findNode(name).isValid(); });
}

ValueId NetworkBuilder::addValue(const std::string& stem, InferredTensor known) {
    Value value;
    value.name = freeValueName(stem);
    value.type = known.type;
    value.shape = known.shape;
    const ValueId id = m_graph.addValue(std::move(value));
    m_known.resize(static_cast<std::size_t>(m_graph.valueCapacity()));
    m_known[static_cast<std::size_t>(id.index)] = std::move(known);
    return id;
}

Status NetworkBuilder::addInput(const std::string& name, std::optional<std::vector<std::int64_t>> dims, Place place,
                                const std::string& layer) {
    if (m_blobs.contains(name)) return m_source.error("the input '" + name + "' has the name of another blob", place, layer);
    if (const auto given = m_shapes.find(name); given != m_shapes.end())
        dims = given->second;
    else if (const auto first = m_shapes.find(""); first != m_shapes.end() && m_inputs.empty())
        dims = first->second;
    if (dims && (dims->size() > kMaxRank || !elementCountOf(*dims)))
        return m_source.error("the input '" + name + "' has the impossible shape " +
                                  (dims->size() > kMaxRank ? "of " + std::to_string(dims->size()) + " axes" : toText(*dims)),
                              place, layer);
    const ValueId id = addValue(name, inferredOf(DataType::Float, dims ? std::optional(Shape::of(*dims)) : std::nullopt));
    m_graph.renameValue(id, name);
    m_inputs.push_back(id);
    m_inputNames.insert(name);
    m_published.insert(id);
    m_blobs[name] = {id, layer, false, true};
    m_order.push_back(name);
    return {};
}

ValueId NetworkBuilder::readBlob(const std::string& name) {
    const auto found = m_blobs.find(name);
    if (found == m_blobs.end()) return {};
    found->second.isRead = true;
    return found->second.value;
}

Result<NodeId> NetworkBuilder::writeBlob(const std::string& name, ValueId value, const Layer& layer) {
    // A value that has a name already gets a second one through a node of its own.
    if (m_published.contains(value)) {
        Node node;
        node.opType = "Identity";
        node.name = layer.name + "/" + name;
        node.origins = {layer.name};
        node.inputs = {value};
        LATHE_TRY(const auto outputs, addNode(std::move(node), 1));
        value = outputs[0];
    }
    m_published.insert(value);
    const auto old = m_blobs.find(name);
    if (old == m_blobs.end()) {
        m_graph.renameValue(value, name);
        m_order.push_back(name);
        m_blobs[name] = {value, layer.name, false, false};
        return m_graph.value(value).producer;
    }
    if (!old->second.isRead)
        return m_source.error("the blob '" + name + "' is written by layer '" + layer.name + "' and, before it, by '" + old->second.writer +
                                  "', and nothing reads it in between",
                              layer.place, layer.name, "only a layer that reads a blob may write it in place; rename one of the two tops");
    if (m_inputNames.contains(name)) {
        // Whoever runs the network knows the input by this name.
        m_graph.renameValue(value, freeValueName(name + "_" + layer.name));
    } else {
        const std::string& writer = old->second.writer;
        m_graph.renameValue(old->second.value, freeValueName(m_blobNames.contains(writer) ? name + "_raw" : writer));
        m_graph.renameValue(value, name);
    }
    old->second = {value, layer.name, false, false};
    return m_graph.value(value).producer;
}

ValueId NetworkBuilder::addConstant(const std::string& name, Tensor tensor) {
    const ValueId id = m_graph.addConstant(freeValueName(name), tensor);
    m_known.resize(static_cast<std::size_t>(m_graph.valueCapacity()));
    m_known[static_cast<std::size_t>(id.index)] = inferredOf(tensor);
    return id;
}

Result<std::vector<ValueId>> NetworkBuilder::addNode(Node node, std::size_t outputs) {
    const std::string stem = node.name;
    std::vector<InferredTensor> inputs, inferred(outputs);
    for (const ValueId input : node.inputs)
        inputs.push_back(input.isValid() ? known(input) : InferredTensor{});
    node.outputs.resize(outputs); // operators look at their number
    if (const OpRow* row = findOp(node)) {
        const OpContext context{node, node.domain.empty() ? kOpset : 1};
        LATHE_TRY(inferred, row->infer(context, inputs));
    }
    inferred.resize(outputs);
    std::vector<ValueId> ids;
    for (InferredTensor& one : inferred) {
        if (one.type == DataType::Undefined) one.type = DataType::Float;
        ids.push_back(addValue(stem, std::move(one)));
    }
    node.outputs = ids;
    node.name = freeNodeName(stem);
    if (!node.domain.empty()) m_graph.opsets[node.domain] = 1;
    m_graph.addNode(std::move(node));
    return ids;
}

void NetworkBuilder::nameNode(NodeId id, const Layer& layer) {
    if (m_graph.renameNode(id, layer.name)) return;
    const std::string name = freeNodeName(layer.name);
    m_graph.renameNode(id, name);
    m_source.report(Severity::Info, "CAFFE_LAYER_RENAMED", "two layers are named '" + layer.name + "'; the second became '" + name + "'",
                    layer.place, name);
}

Status NetworkBuilder::checkGivenShapes() const {
    for (const auto& [name, dims] : m_shapes)
        if (!name.empty() && !m_inputNames.contains(name)) {
            std::string names;
            for (const std::string& input : m_inputNames)
                names += (names.empty() ? "" : ", ") + input;
            return Error::usage("a shape is given for '" + name + "', which is no input of the network", "inputs: " + names);
        }
    return {};
}

Result<Graph> NetworkBuilder::finish() {
    LATHE_CHECK(checkGivenShapes());
    // Labels and what else only training reads.
    std::vector<ValueId> inputs;
    for (const ValueId id : m_inputs)
        if (m_graph.useCount(id) > 0)
            inputs.push_back(id);
        else
            m_graph.removeValue(id);
    std::vector<ValueId> outputs;
    for (const std::string& name : m_order)
        if (const Blob& blob = m_blobs[name]; !blob.isRead && !blob.isInput) outputs.push_back(blob.value);
    if (outputs.empty())
        return m_source.error("has no layer for inference: nothing is left to compute", {}, {},
                              "the rules (include, exclude) are read for phase TEST; check them");
    m_graph.setInputs(std::move(inputs));
    m_graph.setOutputs(std::move(outputs));
    return std::move(m_graph);
}

} // namespace lathe::caffe
