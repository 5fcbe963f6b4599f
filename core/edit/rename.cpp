#include "core/base/spelling.h"
#include "core/edit/edit.h"
#include "core/edit/edit_text.h"

namespace lathe {
namespace {

Error unknownName(const Graph& graph, const std::string& name) {
    std::vector<std::string> known;
    for (const ValueId id : graph.values())
        known.push_back(graph.value(id).name);
    for (const NodeId id : graph.nodes())
        known.push_back(graph.node(id).name);
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("the model has no tensor or node named '" + name + "'", nearest.empty() ? "" : "did you mean '" + nearest + "'?");
}

} // namespace

Status rename(Graph& graph, const std::string& name, const std::string& newName) {
    const ValueId value = graph.findValue(name);
    const NodeId node = graph.findNode(name);
    if (newName.empty()) return Error::usage("'" + name + "' cannot have an empty name");
    LATHE_CHECK(checkNewName(newName));
    if (!value.isValid() && !node.isValid()) return unknownName(graph, name);
    const Error taken = Error::usage("'" + name + "' cannot become '" + newName + "': there is one of that name", "choose another name");
    if (!value.isValid()) return graph.renameNode(node, newName) ? Status() : Status(taken);
    if (graph.useCount(value) > static_cast<std::int64_t>(graph.value(value).consumers.size()))
        return Error::usage("the tensor '" + name + "' is read by a subgraph under this name and cannot be renamed");
    return graph.renameValue(value, newName) ? Status() : Status(taken);
}

} // namespace lathe
