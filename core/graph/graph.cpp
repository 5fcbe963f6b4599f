#include "core/graph/graph.h"

#include <algorithm>
#include <queue>

namespace lathe {
namespace {

template <class T, class U>
U attributeOr(const Attributes& attributes, std::string_view key, U fallback) {
    const auto found = attributes.find(key);
    if (found == attributes.end()) return fallback;
    const T* value = std::get_if<T>(&found->second);
    return value ? U(*value) : fallback;
}

template <class Map>
std::string uniqueName(const Map& taken, std::string_view stem) {
    const std::string base(stem.empty() ? "unnamed" : stem);
    if (taken.find(base) == taken.end()) return base;
    const auto numbered = [&](std::int64_t number) { return base + "_" + std::to_string(number); };
    const auto isTaken = [&](std::int64_t number) { return taken.find(numbered(number)) != taken.end(); };
    std::int64_t used = 0, free = 1; // thousands of names may have one stem: by doubling, then by halving
    for (; isTaken(free); free *= 2)
        used = free;
    while (free - used > 1) {
        const std::int64_t middle = used + (free - used) / 2;
        (isTaken(middle) ? used : free) = middle;
    }
    return numbered(free);
}

void collectOuterNames(const Graph& body, std::vector<std::string>& names) {
    const auto add = [&](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    };
    for (const ValueId id : body.values())
        if (body.value(id).isOuter) add(body.value(id).name);
    for (const NodeId id : body.nodes())
        for (const GraphPtr& inner : body.node(id).subgraphs())
            for (const std::string& name : outerNames(*inner))
                if (const ValueId local = body.findValue(name); !local.isValid() || body.value(local).isOuter) add(name);
}

} // namespace

std::int64_t Node::intAttribute(std::string_view key, std::int64_t fallback) const {
    return attributeOr<std::int64_t>(attributes, key, fallback);
}

float Node::floatAttribute(std::string_view key, float fallback) const {
    return attributeOr<float>(attributes, key, fallback);
}

std::string Node::stringAttribute(std::string_view key, std::string_view fallback) const {
    return attributeOr<std::string>(attributes, key, std::string(fallback));
}

std::vector<std::int64_t> Node::intsAttribute(std::string_view key, std::vector<std::int64_t> fallback) const {
    return attributeOr<std::vector<std::int64_t>>(attributes, key, std::move(fallback));
}

std::vector<float> Node::floatsAttribute(std::string_view key) const {
    return attributeOr<std::vector<float>>(attributes, key, std::vector<float>{});
}

std::vector<GraphPtr> Node::subgraphs() const {
    std::vector<GraphPtr> graphs;
    for (const auto& [key, attribute] : attributes) {
        if (const auto* one = std::get_if<GraphPtr>(&attribute)) graphs.push_back(*one);
        if (const auto* many = std::get_if<std::vector<GraphPtr>>(&attribute)) graphs.insert(graphs.end(), many->begin(), many->end());
    }
    return graphs;
}

std::int64_t Graph::opset() const {
    const auto found = opsets.find("");
    return found == opsets.end() ? 0 : found->second;
}

ValueId Graph::addValue(Value value) {
    value.name = uniqueValueName(value.name);
    value.producer = {};
    value.consumers.clear();
    if (value.constant) {
        value.type = value.constant->type();
        value.shape = Shape::of(value.constant->dims());
    }
    const ValueId id{valueCapacity()};
    m_valueByName.emplace(value.name, id);
    m_values.push_back(std::move(value));
    m_valueAlive.push_back(true);
    return id;
}

ValueId Graph::addConstant(std::string valueName, Tensor tensor) {
    Value value;
    value.name = std::move(valueName);
    value.constant = std::move(tensor);
    return addValue(std::move(value));
}

ValueId Graph::findValue(std::string_view valueName) const {
    const auto found = m_valueByName.find(valueName);
    return found == m_valueByName.end() ? ValueId{} : found->second;
}

void Graph::setConstant(ValueId id, std::optional<Tensor> constant) {
    Value& target = at(id);
    target.constant = std::move(constant);
    if (!target.constant) return;
    target.type = target.constant->type();
    target.shape = Shape::of(target.constant->dims());
}

bool Graph::renameValue(ValueId id, std::string valueName) {
    if (at(id).name == valueName) return true;
    if (valueName.empty() || m_valueByName.contains(valueName)) return false;
    m_valueByName.erase(at(id).name);
    m_valueByName.emplace(valueName, id);
    at(id).name = std::move(valueName);
    return true;
}

void Graph::removeValue(ValueId id) {
    assert(isAlive(id) && !value(id).producer.isValid() && value(id).consumers.empty());
    m_valueByName.erase(at(id).name);
    m_valueAlive[static_cast<std::size_t>(id.index)] = false;
    at(id) = {};
}

std::vector<ValueId> Graph::values() const {
    std::vector<ValueId> ids;
    for (std::int32_t i = 0; i < valueCapacity(); ++i)
        if (isAlive(ValueId{i})) ids.push_back({i});
    return ids;
}

NodeId Graph::addNode(Node node) {
    const NodeId id{nodeCapacity()};
    if (node.name.empty()) node.name = node.opType + "_" + std::to_string(id.index);
    node.name = uniqueNodeName(node.name);
    m_nodeByName.emplace(node.name, id);
    m_nodes.push_back(std::move(node));
    m_nodeAlive.push_back(true);
    ++m_nodeCount;
    for (const ValueId input : m_nodes.back().inputs)
        addUse(input, id);
    for (const ValueId output : m_nodes.back().outputs) {
        if (!output.isValid()) continue;
        assert(!value(output).producer.isValid());
        at(output).producer = id;
    }
    return id;
}

NodeId Graph::findNode(std::string_view nodeName) const {
    const auto found = m_nodeByName.find(nodeName);
    return found == m_nodeByName.end() ? NodeId{} : found->second;
}

void Graph::setOpType(NodeId id, std::string opType, std::string domain) {
    at(id).opType = std::move(opType);
    at(id).domain = std::move(domain);
}

bool Graph::renameNode(NodeId id, std::string nodeName) {
    if (at(id).name == nodeName) return true;
    if (nodeName.empty() || m_nodeByName.contains(nodeName)) return false;
    m_nodeByName.erase(at(id).name);
    m_nodeByName.emplace(nodeName, id);
    at(id).name = std::move(nodeName);
    return true;
}

void Graph::setInput(NodeId id, std::size_t index, ValueId input) {
    auto& inputs = at(id).inputs;
    if (index >= inputs.size()) inputs.resize(index + 1);
    dropUse(inputs[index], id);
    inputs[index] = input;
    addUse(input, id);
}

void Graph::setInputs(NodeId id, std::vector<ValueId> inputs) {
    for (const ValueId old : at(id).inputs)
        dropUse(old, id);
    at(id).inputs = std::move(inputs);
    for (const ValueId input : at(id).inputs)
        addUse(input, id);
}

void Graph::setOutput(NodeId id, std::size_t index, ValueId output) {
    auto& outputs = at(id).outputs;
    if (index >= outputs.size()) outputs.resize(index + 1);
    if (outputs[index].isValid()) at(outputs[index]).producer = {};
    outputs[index] = output;
    if (!output.isValid()) return;
    assert(!value(output).producer.isValid());
    at(output).producer = id;
}

void Graph::removeNode(NodeId id) {
    assert(isAlive(id));
    for (const ValueId input : at(id).inputs)
        dropUse(input, id);
    for (const ValueId output : at(id).outputs)
        if (output.isValid()) at(output).producer = {};
    m_nodeByName.erase(at(id).name);
    m_nodeAlive[static_cast<std::size_t>(id.index)] = false;
    at(id) = {};
    --m_nodeCount;
}

std::vector<NodeId> Graph::nodes() const {
    std::vector<NodeId> ids;
    ids.reserve(static_cast<std::size_t>(m_nodeCount));
    for (std::int32_t i = 0; i < nodeCapacity(); ++i)
        if (isAlive(NodeId{i})) ids.push_back({i});
    return ids;
}

std::vector<NodeId> Graph::topologicalOrder() const {
    std::vector<int> missing(m_nodes.size(), 0);
    std::unordered_map<ValueId, std::vector<NodeId>> captures;
    std::priority_queue<std::int32_t, std::vector<std::int32_t>, std::greater<>> ready;
    for (const NodeId id : nodes()) {
        int& count = missing[static_cast<std::size_t>(id.index)];
        for (const ValueId input : node(id).inputs)
            if (input.isValid() && value(input).producer.isValid()) ++count;
        for (const ValueId captured : capturedBySubgraphs(id)) {
            if (!value(captured).producer.isValid()) continue;
            ++count;
            captures[captured].push_back(id);
        }
        if (count == 0) ready.push(id.index);
    }
    std::vector<NodeId> order;
    const auto release = [&](NodeId consumer) {
        if (--missing[static_cast<std::size_t>(consumer.index)] == 0) ready.push(consumer.index);
    };
    while (!ready.empty()) {
        const NodeId id{ready.top()};
        ready.pop();
        order.push_back(id);
        for (const ValueId output : node(id).outputs) {
            if (!output.isValid()) continue;
            for (const NodeId consumer : value(output).consumers)
                release(consumer);
            if (const auto found = captures.find(output); found != captures.end())
                for (const NodeId consumer : found->second)
                    release(consumer);
        }
    }
    return order;
}

std::vector<ValueId> Graph::capturedBySubgraphs(NodeId id) const {
    std::vector<ValueId> captured;
    for (const GraphPtr& body : node(id).subgraphs())
        for (const std::string& outer : outerNames(*body))
            if (const ValueId found = findValue(outer);
                found.isValid() && std::find(captured.begin(), captured.end(), found) == captured.end())
                captured.push_back(found);
    return captured;
}

bool Graph::isInput(ValueId id) const {
    return std::find(m_inputs.begin(), m_inputs.end(), id) != m_inputs.end();
}

bool Graph::isOutput(ValueId id) const {
    return std::find(m_outputs.begin(), m_outputs.end(), id) != m_outputs.end();
}

void Graph::replaceUses(ValueId from, ValueId to) {
    const std::vector<NodeId> consumers = value(from).consumers;
    for (const NodeId consumer : consumers)
        for (std::size_t i = 0; i < node(consumer).inputs.size(); ++i)
            if (node(consumer).inputs[i] == from) setInput(consumer, i, to);
}

std::int64_t Graph::useCount(ValueId id) const {
    auto count = static_cast<std::int64_t>(value(id).consumers.size());
    for (const NodeId nodeId : nodes()) {
        if (node(nodeId).subgraphs().empty()) continue;
        const auto captured = capturedBySubgraphs(nodeId);
        count += std::count(captured.begin(), captured.end(), id);
    }
    return count;
}

std::string Graph::uniqueValueName(std::string_view stem) const {
    return uniqueName(m_valueByName, stem);
}

std::string Graph::uniqueNodeName(std::string_view stem) const {
    return uniqueName(m_nodeByName, stem);
}

void Graph::addUse(ValueId used, NodeId node) {
    if (used.isValid()) at(used).consumers.push_back(node);
}

void Graph::dropUse(ValueId used, NodeId node) {
    if (!used.isValid()) return;
    auto& consumers = at(used).consumers;
    const auto found = std::find(consumers.begin(), consumers.end(), node);
    if (found != consumers.end()) consumers.erase(found);
}

std::vector<std::string> outerNames(const Graph& body) {
    std::vector<std::string> names;
    collectOuterNames(body, names);
    return names;
}

void joinOrigins(std::vector<std::string>& into, const std::vector<std::string>& from) {
    for (const std::string& origin : from)
        if (std::find(into.begin(), into.end(), origin) == into.end()) into.push_back(origin);
}

} // namespace lathe
