#include "core/ops/op_table.h"
#include "core/targets/constraints.h"
#include "core/targets/target.h"

namespace lathe {
namespace {

/// The name under which rules know the node: "Conv", or "com.microsoft.Gelu" of another domain.
std::string ruleName(const Node& node) {
    return node.domain.empty() ? node.opType : node.domain + "." + node.opType;
}

bool isStatic(const Graph& graph, ValueId id) {
    if (!id.isValid() || graph.isConstant(id)) return true;
    const Value& value = graph.value(id);
    return value.shape && value.shape->isStatic();
}

std::string firstDynamic(const Graph& graph, const Node& node) {
    for (const auto* list : {&node.inputs, &node.outputs}) {
        for (const ValueId id : *list) {
            if (!isStatic(graph, id)) return graph.value(id).name;
        }
    }
    return {};
}

/// Accelerators compute on activations; tensors of indices, shapes and truth values stay with the host.
bool computesActivations(const Graph& graph, const Node& node) {
    const ValueId output = node.output();
    if (!output.isValid()) return false;
    const DataType type = graph.value(output).type;
    return type == DataType::Undefined || isFloatingPoint(type) || type == DataType::Int8 || type == DataType::Uint8 ||
           type == DataType::Int16;
}

Support host(std::string rule, const std::string& detail = {}) {
    return {Support::Kind::Host, rule + detail, false, false, rule};
}

Support refused(const std::string& rule) {
    return {Support::Kind::Refused, rule, false, false, rule};
}

Support withoutRule(const Target& target, const Node& node) {
    const std::string name = ruleName(node);
    if (target.refusesUnknownHostOperators && !findOp(node)) {
        return refused("neither the accelerator of " + target.name + " nor its host has an operator " + name);
    }
    return host("the accelerator of " + target.name + " has no " + name);
}

} // namespace

Support supportOf(const Target& target, const Graph& graph, NodeId id) {
    const Node& node = graph.node(id);
    const std::string name = ruleName(node);
    const OperatorRule* rule = target.findRule(name);
    if (!rule) return withoutRule(target, node);
    const std::string note = rule->note.empty() ? "" : ": " + rule->note;
    if (rule->isRefused) return refused(target.name + " refuses " + name + note);
    if (rule->engine == EngineClass::Host) return host(name + " runs on the host of " + target.name + note);
    if (!computesActivations(graph, node))
        return host(name + " works on indices, shapes or truth values here, which the accelerator does not");
    if (const std::string value = firstDynamic(graph, node); !value.empty()) {
        return host("the accelerator needs fixed shapes", ", and that of " + value + " is not");
    }
    const NodeFacts facts(graph, id);
    for (const OperatorConstraint& constraint : rule->constraints) {
        const ConstraintRow* row = findConstraint(constraint.kind);
        if (!row) continue;
        if (const auto found = row->check(facts, constraint.values)) return host(name + ": " + constraint.sentence, "; " + *found);
    }
    return {Support::Kind::Accelerator, {}, rule->supportsInt16, rule->supportsFloat};
}

} // namespace lathe
