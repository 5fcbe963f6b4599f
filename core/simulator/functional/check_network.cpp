#include "core/simulator/functional/check_network.h"

#include "core/quantization/integer_rules.h"

namespace lathe {
namespace {

class NodeChecker {
public:
    NodeChecker(const QuantizedGraph& network, NodeId id) : m_network(network), m_node(network.graph.node(id)), m_id(id) {}

    Status check() const {
        const IntegerRule* rule = findIntegerRule(m_node);
        if (!rule) return wrong("has no integer arithmetic");
        for (std::size_t i = 0; i < m_node.inputs.size(); ++i)
            if (m_node.inputs[i].isValid()) LATHE_CHECK(checkInput(m_node.inputs[i], rule->role(m_network.graph, m_node, i)));
        for (const ValueId output : dataOutputs(m_node))
            LATHE_CHECK(checkActivation(output));
        return rule->kind == IntegerKind::Lut ? checkTable(*rule) : Status();
    }

private:
    Error wrong(const std::string& what) const {
        return Error::input("the program is damaged: the integer node '" + m_node.name + "' " + what, {}, "build it again");
    }
    std::string nameOf(ValueId value) const { return "'" + m_network.graph.value(value).name + "'"; }

    Status checkInput(ValueId value, InputRole role) const {
        const auto integers = m_network.integers.find(value);
        const bool hasIntegers = integers != m_network.integers.end();
        switch (role) {
        case InputRole::Parameter:
            return {};
        case InputRole::Activation:
            if (m_network.graph.isConstant(value) && !hasIntegers) return wrong("has no integers of " + nameOf(value));
            return checkActivation(value);
        case InputRole::Weight:
            if (!hasIntegers || integers->second.type() != DataType::Int8) return wrong("has no int8 weights " + nameOf(value));
            return m_network.paramsOf(value) ? Status() : wrong("has no scales of " + nameOf(value));
        case InputRole::Bias:
            return hasIntegers && integers->second.type() == DataType::Int32 ? Status() : wrong("has no int32 bias " + nameOf(value));
        }
        return {};
    }

    Status checkActivation(ValueId value) const {
        const QuantParams* params = m_network.paramsOf(value);
        if (!params) return wrong("has no scale of " + nameOf(value));
        const bool isActivation = params->type == DataType::Int8 || params->type == DataType::Int16;
        return isActivation && !params->isPerChannel() ? Status() : wrong("cannot use the scale of " + nameOf(value));
    }

    Status checkTable(const IntegerRule& rule) const {
        const auto table = m_network.tables.find(m_id);
        const auto inputs = activationInputs(rule, m_network.graph, m_node);
        if (table == m_network.tables.end() || inputs.size() != 1) return wrong("has no table");
        const std::int64_t entries = m_network.paramsOf(inputs.front())->type == DataType::Int16 ? 65536 : 256;
        const bool fits = table->second.elementCount() == entries && table->second.type() == m_network.paramsOf(m_node.output())->type;
        return fits ? Status() : wrong("has a table of another type or size");
    }

    const QuantizedGraph& m_network;
    const Node& m_node;
    NodeId m_id;
};

} // namespace

Status checkIntegerNodes(const QuantizedGraph& network) {
    for (const NodeId id : network.graph.nodes())
        if (network.isQuantized(id)) LATHE_CHECK(NodeChecker(network, id).check());
    return {};
}

} // namespace lathe
