#include "core/analysis/units.h"

#include "core/quantization/integer_rules.h"

namespace lathe {
namespace {

/// The single reader of a value that only an activation in integers reads; invalid otherwise.
NodeId onlyActivation(const QuantizedGraph& network, ValueId id) {
    const Graph& graph = network.graph;
    const Value& value = graph.value(id);
    if (graph.useCount(id) != 1 || graph.isOutput(id) || value.consumers.empty()) return {};
    const NodeId reader = value.consumers.front();
    const IntegerRule* rule = network.isQuantized(reader) ? findIntegerRule(graph.node(reader)) : nullptr;
    return rule && rule->kind == IntegerKind::Activation ? reader : NodeId{};
}

QuantizedUnit unitOf(const QuantizedGraph& network, const IntegerRule& rule, NodeId id) {
    const Graph& graph = network.graph;
    QuantizedUnit unit{{id}, activationInputs(rule, graph, graph.node(id)), graph.node(id).output()};
    while (isCutByActivation(network, unit.output)) {
        unit.nodes.push_back(graph.value(unit.output).consumers.front());
        unit.output = graph.node(unit.nodes.back()).output();
    }
    return unit;
}

} // namespace

bool isCutByActivation(const QuantizedGraph& network, ValueId id) {
    const NodeId reader = onlyActivation(network, id);
    if (!reader.isValid()) return false;
    const QuantParams *own = network.paramsOf(id), *cut = network.paramsOf(network.graph.node(reader).output());
    return own && cut && *own == *cut;
}

std::vector<std::string> sourceNodesOf(const QuantizedGraph& network, ValueId id) {
    std::vector<std::string> names;
    for (NodeId node = network.graph.value(id).producer; node.isValid();) {
        joinOrigins(names, network.graph.node(node).origins);
        const ValueId input = network.graph.node(node).input(0);
        if (!input.isValid() || !isCutByActivation(network, input)) break;
        node = network.graph.value(input).producer;
    }
    return names;
}

std::vector<QuantizedUnit> quantizedUnits(const QuantizedGraph& network) {
    const Graph& graph = network.graph;
    std::vector<QuantizedUnit> units;
    const auto addBorder = [&](ValueId id) {
        if (id.isValid() && network.paramsOf(id)) units.push_back({{}, {id}, id});
    };
    for (const ValueId input : graph.inputs())
        if (!graph.isConstant(input)) addBorder(input);
    for (const NodeId id : graph.topologicalOrder()) {
        const Node& node = graph.node(id);
        if (!network.isQuantized(id)) {
            for (const ValueId output : node.outputs)
                addBorder(output);
            continue;
        }
        const IntegerRule& rule = *findIntegerRule(node);
        if (!passesThrough(rule.kind)) units.push_back(unitOf(network, rule, id));
    }
    return units;
}

std::string nameOfUnit(const QuantizedGraph& network, const QuantizedUnit& unit) {
    if (!unit.nodes.empty()) return network.graph.node(unit.nodes.front()).name;
    return "rounding of " + network.graph.value(unit.output).name;
}

} // namespace lathe
