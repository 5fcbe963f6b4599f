#include "core/edit/attribute_edits.h"

#include "core/base/spelling.h"
#include "core/edit/attribute_text.h"
#include "core/edit/edit_text.h"
#include "core/edit/new_step.h"
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

/// "com.microsoft::Gelu" in domain and type.
std::pair<std::string, std::string> operatorFrom(const std::string& text) {
    const std::size_t at = text.find("::");
    if (at == std::string::npos) return {"", text};
    return {text.substr(0, at), text.substr(at + 2)};
}

Status setOne(Graph& graph, NodeId id, const std::string& name, const std::string& text) {
    LATHE_TRY(const AttributeKind kind, attributeKindOf(graph, graph.node(id), name));
    LATHE_TRY(Attribute value, parseAttributeText(name, kind, text));
    graph.attributes(id).insert_or_assign(name, std::move(value));
    return {};
}

/// The attributes that a node has and its operator has not.
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
    return setOne(graph, id, setting.first, setting.second);
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
    const auto [domain, text] = operatorFrom(target.second);
    LATHE_TRY(const StepText step, parseStep(text));
    LATHE_CHECK(checkOperator(graph, domain, step.opType));
    graph.setOpType(id, step.opType, domain);
    if (!domain.empty()) graph.opsets.emplace(domain, 1);
    for (const auto& [name, value] : step.settings)
        LATHE_CHECK(setOne(graph, id, name, value));
    if (const std::string left = misfits(graph, graph.node(id)); !left.empty())
        return Error::usage(step.opType + " has no attributes " + left + ", which '" + graph.node(id).name + "' has",
                            "take them out first with remove-attribute " + escaped(graph.node(id).name) + ":ATTR");
    if (const std::string missing = missingAttribute(graph, graph.node(id)); !missing.empty())
        return Error::usage(step.opType + " needs '" + missing + "'", "add :" + missing + "=VALUE");
    return {};
}

} // namespace lathe
