#include "core/simulator/functional/check_network.h"

#include "core/quantization/integer_rules.h"

#include <algorithm>

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
        return rule->kind == IntegerKind::Lut || rule->kind == IntegerKind::Softmax ? checkTable(*rule) : Status();
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
            return hasIntegers ? checkWeights(value, integers->second.type()) : wrong("has no integer weights " + nameOf(value));
        case InputRole::Bias:
            return hasIntegers && integers->second.type() == DataType::Int32 ? Status() : wrong("has no int32 bias " + nameOf(value));
        }
        return {};
    }

    Status checkWeights(ValueId value, DataType type) const {
        if (type != DataType::Int8 && type != DataType::Int16) return wrong("has weights " + nameOf(value) + " of another type");
        const QuantParams* params = m_network.paramsOf(value);
        if (!params) return wrong("has no scales of " + nameOf(value));
        const bool hasZeros = std::ranges::any_of(params->zeroPoints, [](std::int32_t zero) { return zero != 0; });
        return hasZeros ? wrong("has weights with zero points, " + nameOf(value)) : Status();
    }

    Status checkActivation(ValueId value) const {
        const QuantParams* params = m_network.paramsOf(value);
        if (!params) return wrong("has no scale of " + nameOf(value));
        const bool isActivation = params->type == DataType::Int8 || params->type == DataType::Int16;
        return isActivation && !params->isPerChannel() ? Status() : wrong("cannot use the scale of " + nameOf(value));
    }

    /// Sums of exponentials divide: the largest element's is positive, none is negative.
    static bool areExponentials(const Tensor& table) {
        if (table.type() != DataType::Int32) return true;
        const auto entries = table.data<std::int32_t>();
        return !entries.empty() && entries.front() > 0 && std::ranges::all_of(entries, [](std::int32_t entry) { return entry >= 0; });
    }

    Status checkTable(const IntegerRule& rule) const {
        const auto table = m_network.tables.find(m_id);
        const auto inputs = activationInputs(rule, m_network.graph, m_node);
        if (table == m_network.tables.end() || inputs.size() != 1) return wrong("has no table");
        const std::int64_t entries = m_network.paramsOf(inputs.front())->type == DataType::Int16 ? 65536 : 256;
        const DataType type = rule.kind == IntegerKind::Softmax ? DataType::Int32 : m_network.paramsOf(m_node.output())->type;
        const bool fits = table->second.elementCount() == entries && table->second.type() == type && areExponentials(table->second);
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
