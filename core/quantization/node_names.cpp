#include "core/quantization/node_names.h"

#include "core/base/spelling.h"

#include <algorithm>

namespace lathe {
namespace {

std::string listed(const Graph& graph, const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId id : nodes)
        text += (text.empty() ? "" : ", ") + graph.node(id).name;
    return text;
}

} // namespace

NodeNames::NodeNames(const Graph& graph) : m_graph(graph) {
    for (const NodeId id : graph.nodes())
        for (const std::string& origin : graph.node(id).origins)
            m_byOrigin[origin].push_back(id);
}

Result<std::vector<NodeId>> NodeNames::find(const std::string& name) const {
    std::vector<NodeId> found;
    if (const auto origin = m_byOrigin.find(name); origin != m_byOrigin.end()) found = origin->second;
    const auto addOther = [&](NodeId id) {
        if (!id.isValid() || std::find(found.begin(), found.end(), id) != found.end()) return true;
        found.push_back(id);
        return found.size() == 1;
    };
    bool isClear = addOther(m_graph.findNode(name));
    if (const ValueId value = m_graph.findValue(name); value.isValid()) isClear = addOther(m_graph.value(value).producer) && isClear;
    if (!isClear)
        return Error::usage("the name \"" + name + "\" means several nodes: " + listed(m_graph, found), "name the node as one of them");
    if (!found.empty()) return found;

    std::vector<std::string> known;
    for (const NodeId id : m_graph.nodes())
        known.push_back(m_graph.node(id).name);
    for (const auto& [origin, nodes] : m_byOrigin)
        known.push_back(origin);
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("there is no node \"" + name + "\"",
                        nearest.empty() ? "lathe inspect lists the nodes" : "did you mean \"" + nearest + "\"?");
}

} // namespace lathe
