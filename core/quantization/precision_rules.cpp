#include "core/quantization/precision_rules.h"

#include "core/base/spelling.h"
#include "core/ops/op_table.h"
#include "core/quantization/node_names.h"

#include <algorithm>

namespace lathe {
namespace {

AskedPrecision asked(Precision precision, const std::string& forWhat, bool isExplicit) {
    return {precision, std::string(toName(precision)) + " asked " + forWhat, isExplicit};
}

Diagnostic problemOf(Error error) {
    return {Severity::Error, "QUA00", std::move(error.message), {}, {}, std::move(error.remedy)};
}

std::string titleOf(const std::string& what, const std::string& name) {
    return what + " \"" + name + "\"";
}

void resolve(const NodeNames& names, const std::map<std::string, Precision>& rules, const std::string& what,
             std::map<NodeId, AskedPrecision>& into, std::vector<Diagnostic>& problems) {
    for (const auto& [name, precision] : rules) {
        Result<std::vector<NodeId>> nodes = names.find(name);
        if (!nodes) {
            problems.push_back(problemOf(std::move(nodes).error()));
            continue;
        }
        for (const NodeId id : *nodes)
            into[id] = asked(precision, titleOf(what, name), true);
    }
}

std::optional<Diagnostic> unknownOperator(const Graph& graph, const std::string& op) {
    std::vector<std::string> known;
    for (const OpRow& row : opTable())
        known.emplace_back(row.name);
    for (const NodeId id : graph.nodes())
        known.push_back(graph.node(id).opType);
    if (std::find(known.begin(), known.end(), op) != known.end()) return std::nullopt;
    const std::string nearest = nearestSpelling(op, known);
    return problemOf(Error::usage("there is no operator \"" + op + "\"", nearest.empty() ? "" : "did you mean \"" + nearest + "\"?"));
}

} // namespace

Result<PrecisionRules> PrecisionRules::create(const Graph& graph, const QuantizationOptions& options) {
    PrecisionRules rules;
    std::vector<Diagnostic> problems;
    const NodeNames names(graph);
    resolve(names, options.nodePrecision, "for the node", rules.m_nodes, problems);
    resolve(names, options.inputPrecision, "for the inputs of the node", rules.m_inputs, problems);
    for (const auto& [op, precision] : options.opPrecision) {
        if (auto problem = unknownOperator(graph, op)) problems.push_back(*std::move(problem));
        rules.m_ops[op] = asked(precision, "for every " + op, true);
    }
    rules.m_default = options.defaultPrecision ? asked(*options.defaultPrecision, "for the whole model", false)
                                               : AskedPrecision{Precision::Int8, "int8 by default", false};
    if (options.outputPrecision) rules.m_output = asked(*options.outputPrecision, "for the outputs of the model", false);
    if (problems.empty()) return rules;
    Error error = Error::usage("the precision rules name what the model does not have");
    error.details = std::move(problems);
    return error;
}

std::optional<AskedPrecision> PrecisionRules::explicitly(const Graph& graph, NodeId node) const {
    if (const auto rule = m_nodes.find(node); rule != m_nodes.end()) return rule->second;
    if (const auto rule = m_ops.find(graph.node(node).opType); rule != m_ops.end()) return rule->second;
    return std::nullopt;
}

AskedPrecision PrecisionRules::of(const Graph& graph, NodeId node) const {
    if (const auto rule = explicitly(graph, node)) return *rule;
    const std::vector<ValueId>& outputs = graph.node(node).outputs;
    const bool givesOutput = std::any_of(outputs.begin(), outputs.end(), [&](ValueId v) { return v.isValid() && graph.isOutput(v); });
    return givesOutput && m_output ? *m_output : m_default;
}

AskedPrecision PrecisionRules::ofInputs(const Graph& graph, NodeId node) const {
    if (const auto rule = m_inputs.find(node); rule != m_inputs.end()) return rule->second;
    return explicitly(graph, node).value_or(m_default);
}

} // namespace lathe
