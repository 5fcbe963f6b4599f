#include "core/graph/graph_change.h"

#include <algorithm>

namespace lathe {
namespace {

template <class T>
bool areSame(const std::vector<T>& a, const std::vector<T>& b) {
    return std::ranges::equal(a, b, [](const T& x, const T& y) { return isSame(x, y); });
}

/// Floats to the bit, so that NaN is itself.
bool isSameFloat(float a, float b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

template <class T>
bool isSameContent(const T& a, const T& b) {
    if constexpr (std::is_same_v<T, float>)
        return isSameFloat(a, b);
    else if constexpr (std::is_same_v<T, std::vector<float>>)
        return std::ranges::equal(a, b, isSameFloat);
    else if constexpr (std::is_same_v<T, Tensor>)
        return isSame(a, b);
    else if constexpr (std::is_same_v<T, std::vector<Tensor>>)
        return areSame(a, b);
    else if constexpr (std::is_same_v<T, ElementTypePtr>)
        return areEqual(a, b);
    else
        return a == b; // bodies are shared and never changed in place
}

bool areSame(const Attributes& a, const Attributes& b) {
    return std::ranges::equal(a, b, [](const auto& x, const auto& y) { return x.first == y.first && isSame(x.second, y.second); });
}

} // namespace

bool isSame(const Tensor& a, const Tensor& b) {
    if (a.type() != b.type() || a.dims() != b.dims()) return false;
    if (!a.items().empty() || !b.items().empty())
        return std::ranges::equal(a.items(), b.items(), [](auto& x, auto& y) { return isSame(x, y); });
    if (a.type() == DataType::String) return std::ranges::equal(a.strings(), b.strings());
    const auto x = a.storedBytes(), y = b.storedBytes();
    return x.size() == y.size() && (x.data() == y.data() || std::memcmp(x.data(), y.data(), x.size()) == 0);
}

bool isSame(const Attribute& a, const Attribute& b) {
    if (a.index() != b.index()) return false;
    return std::visit([&](const auto& content) { return isSameContent(content, std::get<std::decay_t<decltype(content)>>(b)); }, a);
}

bool isSame(const Node& a, const Node& b) {
    return a.name == b.name && a.opType == b.opType && a.domain == b.domain && a.inputs == b.inputs && a.outputs == b.outputs &&
           a.origins == b.origins && areSame(a.attributes, b.attributes);
}

bool isSame(const Value& a, const Value& b) {
    if (a.name != b.name || a.type != b.type || a.shape != b.shape || a.isOuter != b.isOuter) return false;
    if (a.producer != b.producer || a.consumers != b.consumers || !areEqual(a.element, b.element)) return false;
    if (a.constant.has_value() != b.constant.has_value()) return false;
    return !a.constant || isSame(*a.constant, *b.constant);
}

GraphChange::Head GraphChange::headOf(const Graph& graph) {
    return {graph.name,      graph.producerName, graph.producerVersion, graph.docString, graph.opsets,
            graph.irVersion, graph.metadata,     graph.m_inputs,        graph.m_outputs};
}

void GraphChange::setHead(Graph& graph, const Head& head) {
    graph.name = head.name;
    graph.producerName = head.producerName;
    graph.producerVersion = head.producerVersion;
    graph.docString = head.docString;
    graph.opsets = head.opsets;
    graph.irVersion = head.irVersion;
    graph.metadata = head.metadata;
    graph.m_inputs = head.inputs;
    graph.m_outputs = head.outputs;
}

GraphChange GraphChange::between(const Graph& before, const Graph& after) {
    GraphChange change;
    change.m_before = {before.valueCapacity(), before.nodeCapacity()};
    change.m_after = {after.valueCapacity(), after.nodeCapacity()};
    const auto compare = [](auto& slots, std::int32_t capacity, auto idOf, auto contentOf, const Graph& a, const Graph& b) {
        for (std::int32_t i = 0; i < capacity; ++i) {
            const auto id = idOf(i);
            const bool wasAlive = a.isAlive(id), isAlive = b.isAlive(id);
            if (!wasAlive && !isAlive) continue;
            if (wasAlive && isAlive && isSame(contentOf(a, id), contentOf(b, id))) continue;
            auto& slot = slots.emplace_back();
            slot.index = i;
            if (wasAlive) slot.before = contentOf(a, id);
            if (isAlive) slot.after = contentOf(b, id);
        }
    };
    const auto most = [](std::int32_t x, std::int32_t y) { return std::max(x, y); };
    compare(
        change.m_values, most(change.m_before.values, change.m_after.values), [](std::int32_t i) { return ValueId{i}; },
        [](const Graph& graph, ValueId id) -> const Value& { return graph.value(id); }, before, after);
    compare(
        change.m_nodes, most(change.m_before.nodes, change.m_after.nodes), [](std::int32_t i) { return NodeId{i}; },
        [](const Graph& graph, NodeId id) -> const Node& { return graph.node(id); }, before, after);
    if (Head a = headOf(before), b = headOf(after); !(a == b)) change.m_head.emplace(std::move(a), std::move(b));
    return change;
}

void GraphChange::carryOver(Graph& graph, bool isForward) const {
    const auto resize = [](auto& slots, auto& alive, std::int32_t size) {
        slots.resize(static_cast<std::size_t>(size));
        alive.resize(static_cast<std::size_t>(size), false);
    };
    const auto replace = [&](const auto& changes, auto& slots, auto& alive, auto& byName, auto makeId) {
        for (const auto& change : changes) // all old names first: two slots may have swapped theirs
            if (const auto& old = isForward ? change.before : change.after) byName.erase(old->name);
        for (const auto& change : changes) {
            const auto place = static_cast<std::size_t>(change.index);
            if (place >= slots.size()) continue;
            const auto& content = isForward ? change.after : change.before;
            alive[place] = content.has_value();
            slots[place] = content ? *content : std::decay_t<decltype(slots[place])>{};
            if (content) byName.emplace(content->name, makeId(change.index));
        }
    };
    const Sizes sizes = isForward ? m_after : m_before;
    resize(graph.m_values, graph.m_valueAlive, sizes.values);
    resize(graph.m_nodes, graph.m_nodeAlive, sizes.nodes);
    replace(m_values, graph.m_values, graph.m_valueAlive, graph.m_valueByName, [](std::int32_t i) { return ValueId{i}; });
    replace(m_nodes, graph.m_nodes, graph.m_nodeAlive, graph.m_nodeByName, [](std::int32_t i) { return NodeId{i}; });
    graph.m_nodeCount = std::ranges::count(graph.m_nodeAlive, true);
    if (m_head) setHead(graph, isForward ? m_head->second : m_head->first);
}

void GraphChange::redo(Graph& graph) const {
    assert(graph.valueCapacity() == m_before.values && graph.nodeCapacity() == m_before.nodes);
    carryOver(graph, true);
}

void GraphChange::undo(Graph& graph) const {
    assert(graph.valueCapacity() == m_after.values && graph.nodeCapacity() == m_after.nodes);
    carryOver(graph, false);
}

std::vector<NodeId> GraphChange::changedNodes() const {
    std::vector<NodeId> ids;
    for (const auto& slot : m_nodes)
        ids.push_back({slot.index});
    return ids;
}

std::vector<ValueId> GraphChange::changedValues() const {
    std::vector<ValueId> ids;
    for (const auto& slot : m_values)
        ids.push_back({slot.index});
    return ids;
}

} // namespace lathe
