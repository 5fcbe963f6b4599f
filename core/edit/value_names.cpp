#include "core/edit/value_names.h"

#include "core/base/spelling.h"
#include "core/edit/node_names.h"

#include <algorithm>

namespace lathe {
namespace {

std::string listOf(const Graph& graph, const std::vector<ValueId>& ids) {
    std::string list;
    for (const ValueId id : ids)
        if (id.isValid()) list += (list.empty() ? "'" : ", '") + graph.value(id).name + "'";
    return list;
}

Error unknownValue(const Graph& graph, std::string_view name) {
    std::vector<std::string> known;
    for (const ValueId id : graph.values())
        known.push_back(graph.value(id).name);
    for (const NodeId id : graph.nodes())
        known.push_back(graph.node(id).name);
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("the model has no tensor or node named '" + std::string(name) + "'",
                        nearest.empty() ? "`lathe inspect` lists them" : "did you mean '" + nearest + "'?");
}

bool isKnown(const Graph& graph, std::string_view name) {
    const auto cameFrom = [&](NodeId id) { return std::ranges::find(graph.node(id).origins, name) != graph.node(id).origins.end(); };
    return graph.findNode(name).isValid() || std::ranges::any_of(graph.nodes(), cameFrom);
}

Result<ValueId> resolveEnd(const Graph& graph, std::string_view name, const std::vector<ValueId>& ends, const std::string& what) {
    std::vector<std::string> names;
    for (const ValueId id : ends) {
        if (graph.value(id).name == name) return id;
        names.push_back(graph.value(id).name);
    }
    const std::string nearest = nearestSpelling(name, names);
    return Error::usage("the model has no " + what + " named '" + std::string(name) + "'",
                        nearest.empty() ? "its " + what + "s are: " + listOf(graph, ends) : "did you mean '" + nearest + "'?");
}

} // namespace

Result<ValueId> resolveValue(const Graph& graph, std::string_view name) {
    if (const ValueId value = graph.findValue(name); value.isValid()) return value;
    if (!isKnown(graph, name)) return unknownValue(graph, name);
    LATHE_TRY(const NodeId node, resolveNode(graph, name));
    std::vector<ValueId> outputs = graph.node(node).outputs;
    std::erase(outputs, ValueId{});
    if (outputs.size() == 1) return outputs.front();
    return Error::usage("the node " + nodeText(graph, node) + " has several outputs: " + listOf(graph, outputs),
                        "give the name of one of them");
}

Result<ValueId> resolveInput(const Graph& graph, std::string_view name) {
    return resolveEnd(graph, name, graph.inputs(), "input");
}

Result<ValueId> resolveOutput(const Graph& graph, std::string_view name) {
    if (const ValueId value = graph.findValue(name); value.isValid() && graph.isOutput(value)) return value;
    if (isKnown(graph, name) && !graph.findValue(name).isValid()) {
        LATHE_TRY(const ValueId value, resolveValue(graph, name));
        if (graph.isOutput(value)) return value;
    }
    return resolveEnd(graph, name, graph.outputs(), "output");
}

bool isCaptured(const Graph& graph, ValueId id) {
    return graph.useCount(id) > static_cast<std::int64_t>(graph.value(id).consumers.size());
}

std::string nodeText(const Graph& graph, NodeId id) {
    return "'" + graph.node(id).name + "' (" + graph.node(id).opType + ")";
}

} // namespace lathe
