#include "core/quantization/precision_rules.h"

#include "core/base/spelling.h"
#include "core/ops/op_table.h"
#include "core/quantization/mixed_precision.h"
#include "core/quantization/node_names.h"

#include <algorithm>
#include <array>

namespace lathe {
namespace {

Diagnostic problemOf(Error error) {
    return {Severity::Error, "QUA00", std::move(error.message), {}, {}, std::move(error.remedy)};
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

/// A rule for input 3 of a node that has two.
std::optional<Diagnostic> missingInput(const Graph& graph, NodeId id, const PrecisionRule& rule) {
    const Node& node = graph.node(id);
    if (rule.input < 0 || node.input(static_cast<std::size_t>(rule.input)).isValid()) return std::nullopt;
    return problemOf(Error::usage("the node \"" + node.name + "\" has no input " + std::to_string(rule.input),
                                  "its inputs are 0 to " + std::to_string(node.inputs.size() - 1)));
}

DataType typeOf(Precision precision) {
    constexpr std::array kTypes{DataType::Float, DataType::Int8, DataType::Int16, DataType::Float16};
    return kTypes[static_cast<std::size_t>(precision)];
}

/// "the inputs of ", "input 1 of " …
std::string partText(const PrecisionRule& rule) {
    switch (rule.part) {
    case RulePart::Computation:
        return {};
    case RulePart::Inputs:
        return rule.input < 0 ? "the inputs of " : "input " + std::to_string(rule.input) + " of ";
    case RulePart::Outputs:
        return "the outputs of ";
    case RulePart::Weights:
        return "the weights of ";
    }
    return {};
}

std::string whomText(const PrecisionRule& rule) {
    switch (rule.scope) {
    case RuleScope::Model:
    case RuleScope::Mixed:
        return partText(rule) + "the whole model";
    case RuleScope::HostBorder:
        return "what nodes on the host read and give";
    case RuleScope::ModelInput:
        return "the inputs of the model";
    case RuleScope::ModelOutput:
        return "the outputs of the model";
    case RuleScope::Operator:
        return partText(rule) + "every " + rule.name;
    case RuleScope::Node:
        return partText(rule) + "the node \"" + rule.name + "\"";
    }
    return {};
}

std::string sentenceOf(const PrecisionRule& rule) {
    const std::string text = std::string(toName(rule.type)) + " asked for " + whomText(rule);
    return rule.source.empty() ? text : rule.source + ": " + text;
}

/// The short forms of QuantizationOptions as rules, in front of the others.
std::vector<PrecisionRule> rulesOf(const QuantizationOptions& options) {
    std::vector<PrecisionRule> rules;
    if (options.defaultPrecision) rules.push_back({RuleScope::Model, {}, typeOf(*options.defaultPrecision), {}});
    if (options.outputPrecision) rules.push_back({RuleScope::ModelOutput, {}, typeOf(*options.outputPrecision), {}, RulePart::Outputs});
    for (const auto& [op, precision] : options.opPrecision)
        rules.push_back({RuleScope::Operator, op, typeOf(precision), {}});
    for (const auto& [node, precision] : options.nodePrecision)
        rules.push_back({RuleScope::Node, node, typeOf(precision), {}});
    for (const auto& [node, precision] : options.inputPrecision)
        rules.push_back({RuleScope::Node, node, typeOf(precision), {}, RulePart::Inputs});
    rules.insert(rules.end(), options.rules.begin(), options.rules.end());
    return rules;
}

bool isPartReached(const PrecisionRule& rule, const Operand& operand) {
    // InputType1 of a convolution means its weights.
    if (operand.part == RulePart::Weights && rule.part == RulePart::Inputs) return rule.input == operand.input;
    if (rule.part == RulePart::Computation) return operand.part != RulePart::Weights;
    return rule.part == operand.part && (rule.input < 0 || rule.input == operand.input);
}

} // namespace

void PrecisionRules::add(const PrecisionRule& rule, std::vector<NodeId> nodes, std::string sentence) {
    m_rules.push_back({rule, std::move(nodes), sentence.empty() ? sentenceOf(rule) : std::move(sentence)});
}

Result<PrecisionRules> PrecisionRules::create(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options) {
    PrecisionRules rules;
    std::vector<Diagnostic> problems;
    const NodeNames names(graph);
    const auto nodesOf = [&](const std::string& name) {
        Result<std::vector<NodeId>> nodes = names.find(name);
        if (nodes) return std::move(nodes).value();
        problems.push_back(problemOf(std::move(nodes).error()));
        return std::vector<NodeId>{};
    };
    for (const MixedChoice& choice : chooseMixed(graph, table, options))
        rules.add(choice.rule, {choice.node}, choice.sentence);
    for (const PrecisionRule& rule : rulesOf(options)) {
        if (rule.scope == RuleScope::Operator)
            if (auto problem = unknownOperator(graph, rule.name)) problems.push_back(*std::move(problem));
        std::vector<NodeId> nodes = rule.scope == RuleScope::Node ? nodesOf(rule.name) : std::vector<NodeId>{};
        for (const NodeId id : nodes)
            if (auto problem = missingInput(graph, id, rule)) problems.push_back(*std::move(problem));
        rules.add(rule, std::move(nodes));
    }
    for (const auto& [name, isHost] : options.placedOnHost)
        for (const NodeId id : nodesOf(name))
            rules.m_places[id] = isHost ? RulePlace::Host : RulePlace::Accelerator;
    std::ranges::stable_sort(rules.m_rules, {}, [](const Resolved& resolved) { return resolved.rule.scope; });
    if (problems.empty()) return rules;
    Error error = Error::usage("the precision rules name what the model does not have");
    error.details = std::move(problems);
    return error;
}

bool PrecisionRules::reaches(const Resolved& resolved, const Graph& graph, const Operand& operand) {
    if (!isPartReached(resolved.rule, operand)) return false;
    switch (resolved.rule.scope) {
    case RuleScope::Model:
        return true;
    case RuleScope::HostBorder:
        return operand.isHostBorder;
    case RuleScope::ModelInput:
        return operand.isModelInput;
    case RuleScope::ModelOutput:
        return operand.isModelOutput;
    case RuleScope::Operator:
        return graph.node(operand.node).opType == resolved.rule.name;
    case RuleScope::Mixed:
    case RuleScope::Node:
        return std::ranges::find(resolved.nodes, operand.node) != resolved.nodes.end();
    }
    return false;
}

AskedPrecision PrecisionRules::of(const Graph& graph, const Operand& operand) const {
    AskedPrecision asked;
    asked.rule = "int8 by default";
    asked.chain = {asked.rule};
    for (const Resolved& resolved : m_rules) {
        if (!reaches(resolved, graph, operand)) continue;
        asked.type = resolved.rule.type;
        asked.rule = resolved.sentence;
        asked.scope = resolved.rule.scope;
        asked.chain.push_back(resolved.sentence);
    }
    return asked;
}

RulePlace PrecisionRules::placeOf(NodeId node) const {
    const auto found = m_places.find(node);
    return found == m_places.end() ? RulePlace::Free : found->second;
}

} // namespace lathe
