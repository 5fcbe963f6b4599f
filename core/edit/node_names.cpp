#include "core/edit/node_names.h"

#include "core/base/spelling.h"

#include <algorithm>
#include <set>

namespace lathe {
namespace {

std::vector<NodeId> candidatesFor(const Graph& graph, std::string_view name) {
    std::set<NodeId> found;
    if (const NodeId node = graph.findNode(name); node.isValid()) found.insert(node);
    if (const ValueId value = graph.findValue(name); value.isValid() && graph.value(value).producer.isValid())
        found.insert(graph.value(value).producer);
    for (const NodeId id : graph.nodes()) {
        const std::vector<std::string>& origins = graph.node(id).origins;
        if (std::find(origins.begin(), origins.end(), name) != origins.end()) found.insert(id);
    }
    return {found.begin(), found.end()};
}

Error unknownName(const Graph& graph, std::string_view name) {
    std::vector<std::string> known;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        known.push_back(node.name);
        for (const ValueId output : node.outputs)
            if (output.isValid()) known.push_back(graph.value(output).name);
    }
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("the model has no node or output named '" + std::string(name) + "'",
                        nearest.empty() ? "" : "did you mean '" + nearest + "'?");
}

Error ambiguousName(const Graph& graph, std::string_view name, const std::vector<NodeId>& candidates) {
    constexpr std::size_t kShown = 8;
    std::string list;
    for (std::size_t i = 0; i < std::min(candidates.size(), kShown); ++i) {
        const Node& node = graph.node(candidates[i]);
        list += (i == 0 ? "'" : ", '") + node.name + "' (" + node.opType + ")";
    }
    if (candidates.size() > kShown) list += " and " + std::to_string(candidates.size() - kShown) + " more";
    return Error::usage("'" + std::string(name) + "' may mean several nodes: " + list, "give the name of one of them");
}

} // namespace

Result<NodeId> resolveNode(const Graph& graph, std::string_view name) {
    const std::vector<NodeId> candidates = candidatesFor(graph, name);
    if (candidates.empty()) return unknownName(graph, name);
    if (candidates.size() > 1) return ambiguousName(graph, name, candidates);
    return candidates.front();
}

Result<std::vector<ValueId>> resolveOutputs(const Graph& graph, std::string_view name) {
    LATHE_TRY(const NodeId node, resolveNode(graph, name));
    if (const ValueId value = graph.findValue(name);
        value.isValid() && graph.value(value).producer == node && graph.node(node).name != name)
        return std::vector<ValueId>{value};
    std::vector<ValueId> outputs;
    for (const ValueId output : graph.node(node).outputs)
        if (output.isValid()) outputs.push_back(output);
    return outputs;
}

} // namespace lathe
