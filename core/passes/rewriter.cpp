#include "core/passes/rewriter.h"

#include <algorithm>

namespace lathe {

Rewriter::Rewriter(Graph& graph)
    : m_graph(graph), m_inputs(graph.inputs().begin(), graph.inputs().end()), m_outputs(graph.outputs().begin(), graph.outputs().end()) {
    for (const NodeId id : graph.nodes())
        for (const GraphPtr& body : graph.node(id).subgraphs())
            for (std::string& name : outerNames(*body))
                m_captured.insert(std::move(name));
}

Rewriter::~Rewriter() {
    for (const auto& [id, inherited] : m_inherited)
        if (m_graph.isAlive(id)) writeOrigins(id);
}

void Rewriter::writeOrigins(NodeId id) {
    const auto inherited = m_inherited.find(id);
    if (inherited == m_inherited.end()) return;
    std::vector<std::string>& names = m_graph.origins(id);
    std::unordered_set<std::string> seen(names.begin(), names.end());
    for (std::string& name : inherited->second)
        if (seen.insert(name).second) names.push_back(std::move(name));
    inherited->second.clear();
}

void Rewriter::joinOrigins(NodeId into, NodeId from, bool fromStays) {
    constexpr std::size_t kMostCopied = 256;
    if (into == from) return;
    std::list<std::string>& to = m_inherited[into];
    const std::vector<std::string>& own = m_graph.node(from).origins;
    const auto inherited = m_inherited.find(from);
    const std::size_t count = own.size() + (inherited == m_inherited.end() ? 0 : inherited->second.size());
    if (fromStays && count > kMostCopied) return;
    to.insert(to.end(), own.begin(), own.end());
    if (inherited == m_inherited.end()) return;
    if (fromStays)
        to.insert(to.end(), inherited->second.begin(), inherited->second.end());
    else
        to.splice(to.end(), inherited->second);
}

bool Rewriter::is(const Node& node, std::string_view opType) const {
    return node.opType == opType && (node.domain.empty() || node.domain == "ai.onnx");
}

bool Rewriter::isCaptured(ValueId id) const {
    return !m_captured.empty() && m_captured.contains(m_graph.value(id).name);
}

bool Rewriter::isRead(ValueId id) const {
    return !m_graph.value(id).consumers.empty() || isPinned(id);
}

NodeId Rewriter::onlyReader(ValueId id) const {
    if (!id.isValid() || m_graph.value(id).consumers.size() != 1 || isPinned(id)) return {};
    return m_graph.value(id).consumers.front();
}

NodeId Rewriter::privateProducer(ValueId id, std::string_view opType) const {
    if (!onlyReader(id).isValid()) return {};
    const NodeId producer = m_graph.value(id).producer;
    return producer.isValid() && is(m_graph.node(producer), opType) ? producer : NodeId{};
}

const Tensor* Rewriter::fixedContent(ValueId id) const {
    return id.isValid() && !isInput(id) ? m_graph.constantOf(id) : nullptr;
}

std::optional<std::vector<std::int64_t>> Rewriter::fixedInts(ValueId id) const {
    const Tensor* content = fixedContent(id);
    if (!content || !isInteger(content->type())) return std::nullopt;
    return content->toInt64s();
}

std::optional<std::vector<std::int64_t>> Rewriter::staticShape(ValueId id) const {
    if (!id.isValid() || !m_graph.value(id).shape) return std::nullopt;
    return m_graph.value(id).shape->known();
}

bool Rewriter::canReplace(ValueId from, ValueId to) const {
    if (!isPinned(from)) return true;
    const Value& target = m_graph.value(to);
    return target.producer.isValid() && !isPinned(to);
}

void Rewriter::replaceOutput(ValueId from, ValueId to) {
    if (!isOutput(from)) return;
    std::vector<ValueId> outputs = m_graph.outputs();
    std::ranges::replace(outputs, from, to);
    m_graph.setOutputs(std::move(outputs));
    m_outputs.erase(from);
    m_outputs.insert(to);
}

void Rewriter::replaceByInput(NodeId node, ValueId to) {
    const ValueId from = m_graph.node(node).output();
    assert(canReplace(from, to));
    const bool isNamed = isPinned(from);
    const std::string name = m_graph.value(from).name;
    const DataType type = m_graph.value(from).type;
    const ElementTypePtr element = m_graph.value(from).element;
    const std::optional<Shape> shape = m_graph.value(from).shape;

    if (const NodeId producer = m_graph.value(to).producer; producer.isValid()) joinOrigins(producer, node);
    m_graph.replaceUses(from, to);
    replaceOutput(from, to);
    removeDead(node);
    if (m_graph.isAlive(from)) m_graph.removeValue(from);
    if (!m_graph.isAlive(to)) return; // a constant that only an unread node read
    if (isNamed) m_graph.renameValue(to, name);
    if (m_graph.value(to).type == DataType::Undefined) m_graph.setType(to, type, element);
    if (!m_graph.value(to).shape) m_graph.setShape(to, shape);
}

bool Rewriter::removePassThrough(NodeId node, std::size_t which) {
    const ValueId from = m_graph.node(node).output(), to = m_graph.node(node).input(which);
    if (!from.isValid() || !to.isValid() || !isRead(from) || !canReplace(from, to)) return false;
    replaceByInput(node, to);
    return true;
}

void Rewriter::takeOverOutput(NodeId survivor, NodeId node) {
    const ValueId between = m_graph.node(survivor).output();
    const ValueId result = m_graph.node(node).output();
    joinOrigins(survivor, node);
    const Node taken = m_graph.node(node);
    m_graph.removeNode(node);
    for (const ValueId output : taken.outputs)
        if (output.isValid() && output != result) m_graph.removeValue(output);
    m_graph.setOutput(survivor, 0, result);
    m_graph.removeValue(between);
    for (const ValueId input : taken.inputs)
        if (input != between) dropIfUnread(input);
}

void Rewriter::replaceConstant(NodeId node, std::size_t input, Tensor content, std::string_view stem) {
    const ValueId old = m_graph.node(node).input(input);
    const bool isOwn = old.isValid() && onlyReader(old).isValid() && !isInput(old);
    if (isOwn) return m_graph.setConstant(old, std::move(content));
    m_graph.setInput(node, input, m_graph.addConstant(std::string(stem), std::move(content)));
}

void Rewriter::removeDead(NodeId node) {
    const Node taken = m_graph.node(node);
    m_graph.removeNode(node);
    for (const ValueId output : taken.outputs)
        if (output.isValid() && !isRead(output)) m_graph.removeValue(output);
    for (const ValueId input : taken.inputs)
        dropIfUnread(input);
}

void Rewriter::dropIfUnread(ValueId id) {
    if (!id.isValid() || !m_graph.isAlive(id)) return;
    if (m_graph.isConstant(id) && !isInput(id) && !isRead(id)) m_graph.removeValue(id);
}

} // namespace lathe
