#include "core/edit/attribute_edits.h"

#include "core/base/spelling.h"
#include "core/edit/attribute_text.h"
#include "core/edit/edit_text.h"
#include "core/edit/node_names.h"
#include "core/edit/value_names.h"
#include "core/ops/op_table.h"
#include "core/ops/opset_of.h"

namespace lathe {
namespace {

Error noSuchAttribute(const Graph& graph, NodeId id, const std::string& name) {
    std::vector<std::string> known;
    std::string list;
    for (const auto& [key, attribute] : graph.node(id).attributes) {
        known.push_back(key);
        list += (list.empty() ? "" : ", ") + key;
    }
    const std::string nearest = nearestSpelling(name, known);
    return Error::usage("the node " + nodeText(graph, id) + " has no attribute '" + name + "'", !nearest.empty()
                                                                                                    ? "did you mean '" + nearest + "'?"
                                                                                                : list.empty() ? "it has none at all"
                                                                                                               : "it has: " + list);
}

Error unknownOperator(const std::string& domain, const std::string& type) {
    std::vector<std::string> known;
    for (const OpRow& row : opTable())
        if (row.domain == domain) known.emplace_back(row.name);
    const std::string nearest = nearestSpelling(type, known);
    return Error::usage("Lathe does not know the operator " + (domain.empty() ? "" : domain + "::") + type,
                        nearest.empty() ? "docs/operators.md lists those that it knows" : "did you mean '" + nearest + "'?");
}

/// "com.microsoft::Gelu" in domain and type.
std::pair<std::string, std::string> operatorFrom(const std::string& text) {
    const std::size_t at = text.find("::");
    if (at == std::string::npos) return {"", text};
    return {text.substr(0, at), text.substr(at + 2)};
}

/// What a node has and the operator that it is to become has not, each with the reason.
std::string misfits(const Graph& graph, const Node& node) {
    std::string list;
    for (const auto& [key, attribute] : node.attributes)
        if (!findAttribute(node.domain, node.opType, key, opsetOf(graph.opsets, node.domain))) list += (list.empty() ? "" : ", ") + key;
    return list;
}

} // namespace

Status setAttribute(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto target, pairOf(argument, ':', "NODE:ATTR=VALUE"));
    LATHE_TRY(const auto setting, pairOf(target.second, '=', "NODE:ATTR=VALUE"));
    LATHE_TRY(const NodeId id, resolveNode(graph, target.first));
    LATHE_TRY(const AttributeKind kind, attributeKindOf(graph, graph.node(id), setting.first));
    LATHE_TRY(Attribute value, parseAttributeText(setting.first, kind, setting.second));
    graph.attributes(id).insert_or_assign(setting.first, std::move(value));
    return {};
}

Status removeAttribute(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto target, pairOf(argument, ':', "NODE:ATTR"));
    LATHE_TRY(const NodeId id, resolveNode(graph, target.first));
    if (graph.attributes(id).erase(unescaped(target.second)) == 0) return noSuchAttribute(graph, id, unescaped(target.second));
    if (missingAttribute(graph, graph.node(id)) == unescaped(target.second))
        return Error::usage(graph.node(id).opType + " cannot do without '" + unescaped(target.second) + "', which has no default",
                            "give it another value with set-attribute");
    return {};
}

Status setOperator(Graph& graph, const std::string& argument, JobContext&) {
    LATHE_TRY(const auto target, pairOf(argument, ':', "NODE:TYPE"));
    LATHE_TRY(const NodeId id, resolveNode(graph, target.first));
    const auto [domain, type] = operatorFrom(unescaped(target.second));
    const OpRow* row = findOp(domain, type);
    if (!row) return unknownOperator(domain, type);
    const std::int64_t opset = opsetOf(graph.opsets, domain);
    if (opset < row->sinceOpset)
        return Error::usage(type + " exists from opset " + std::to_string(row->sinceOpset) + " on, the model has opset " +
                                std::to_string(opset),
                            "raise it first with set-opset");
    graph.setOpType(id, type, domain);
    if (!domain.empty()) graph.opsets.emplace(domain, 1);
    if (const std::string left = misfits(graph, graph.node(id)); !left.empty())
        return Error::usage(type + " has no attributes " + left + ", which '" + graph.node(id).name + "' has",
                            "take them out first with remove-attribute " + escaped(graph.node(id).name) + ":ATTR");
    return {};
}

} // namespace lathe
