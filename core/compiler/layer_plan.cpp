#include "core/compiler/layer_plan.h"

#include "core/ops/op_table.h"

namespace lathe {
namespace {

constexpr std::string_view kMacOps[] = {"Conv", "ConvTranspose", "Gemm", "MatMul"};
constexpr std::string_view kActivations[] = {"Relu", "Clip", "LeakyRelu", "PRelu"};
constexpr std::string_view kElementwise[] = {"Add", "Sub", "Mul", "Sum", "Max", "Min"};

template <std::size_t N>
bool isAmong(const Node& node, const std::string_view (&ops)[N]) {
    return node.domain.empty() && std::find(std::begin(ops), std::end(ops), node.opType) != std::end(ops);
}

bool isActivation(const Node& node) {
    const OpRow* row = findOp(node);
    return isAmong(node, kActivations) || (row && row->quantRule == QuantRule::Lut);
}

/// A layer while it grows.
struct Growth {
    ValueId tail; ///< its last value; invalid when nothing may be joined any more
    NodeId gate;  ///< the product that closes x · f(x)
    bool hasSideOperand = false;
};

class Planner {
public:
    Planner(const QuantizedGraph& network, const std::vector<Placement>& placements)
        : m_network(network), m_graph(network.graph), m_placements(placements) {
        const auto values = static_cast<std::size_t>(m_graph.valueCapacity());
        m_plan.producerLayer.assign(values, -1);
        m_plan.readerLayers.resize(values);
        for (std::int32_t i = 0; i < m_graph.valueCapacity(); ++i)
            m_plan.roots.push_back({i});
    }

    LayerPlan plan() {
        for (const NodeId id : m_graph.topologicalOrder())
            place(id);
        collectInputs();
        collectOutputs();
        return std::move(m_plan);
    }

private:
    const Placement& placementOf(NodeId id) const { return m_placements[static_cast<std::size_t>(id.index)]; }
    PlannedLayer& layer(std::int32_t index) { return m_plan.layers[static_cast<std::size_t>(index)]; }
    std::int32_t layerOf(ValueId id) const { return id.isValid() ? m_plan.producerOf(m_plan.rootOf(id)) : -1; }

    void place(NodeId id) {
        if (placementOf(id).place == Place::Free) return placeFree(id);
        const std::int32_t joined = placementOf(id).place == Place::Accelerator ? findHost(id) : -1;
        if (joined >= 0) return join(joined, id);
        open(id);
    }

    void placeFree(NodeId id) {
        const Node& node = m_graph.node(id);
        m_plan.roots[static_cast<std::size_t>(node.output().index)] = m_plan.rootOf(node.input(0));
        const std::int32_t index = layerOf(node.input(0));
        if (index < 0) {
            m_plan.layers.push_back({LayerKind::Free, {id}, {}, false, {}, {}, {}});
            m_growth.push_back({});
            return;
        }
        layer(index).nodes.push_back(id);
        m_growth[static_cast<std::size_t>(index)].tail = {};
    }

    bool isInputConversion(NodeId id) const {
        const auto found = m_network.nodes.find(id);
        return found != m_network.nodes.end() && found->second.isInputConversion;
    }

    LayerKind kindOf(NodeId id) const {
        if (placementOf(id).place == Place::Host) return LayerKind::Host;
        return isAmong(m_graph.node(id), kMacOps) && m_network.isQuantized(id) ? LayerKind::Mac : LayerKind::Vector;
    }

    void open(NodeId id) {
        const auto index = static_cast<std::int32_t>(m_plan.layers.size());
        m_plan.layers.push_back({kindOf(id), {}, placementOf(id).reason, isInputConversion(id), {}, {}, {}});
        m_growth.push_back({});
        append(index, id);
        const bool mayGrow = layer(index).isOnAccelerator() && (m_network.isQuantized(id) || layer(index).isInputConversion);
        if (!mayGrow || m_graph.node(id).outputs.size() != 1) m_growth[static_cast<std::size_t>(index)].tail = {};
    }

    void append(std::int32_t index, NodeId id) {
        layer(index).nodes.push_back(id);
        for (const ValueId output : m_graph.node(id).outputs) {
            if (output.isValid()) m_plan.producerLayer[static_cast<std::size_t>(output.index)] = index;
        }
        m_growth[static_cast<std::size_t>(index)].tail = m_graph.node(id).output();
    }

    void join(std::int32_t index, NodeId id) {
        Growth& growth = m_growth[static_cast<std::size_t>(index)];
        const ValueId before = growth.tail;
        const Node& node = m_graph.node(id);
        const bool closesGate = growth.gate == id;
        if (!closesGate && isAmong(node, kElementwise) && variableInputs(node) > 1) growth.hasSideOperand = true;
        const NodeId gate = closesGate ? NodeId{} : gateOf(before, id);
        append(index, id);
        growth.gate = gate;
    }

    std::int64_t variableInputs(const Node& node) const {
        return std::count_if(node.inputs.begin(), node.inputs.end(), [&](ValueId v) { return v.isValid() && !m_graph.isConstant(v); });
    }

    /// The product that multiplies `tail` with `id`(tail), when these two are the only readers of tail.
    NodeId gateOf(ValueId tail, NodeId id) const {
        const Value& value = m_graph.value(tail);
        const ValueId out = m_graph.node(id).output();
        if (m_graph.isOutput(tail) || value.consumers.size() != 2 || m_graph.useCount(out) != 1 || m_graph.isOutput(out)) return {};
        for (const NodeId other : value.consumers) {
            const Node& node = m_graph.node(other);
            const bool multiplies = other != id && node.domain.empty() && node.opType == "Mul" && node.inputs.size() == 2;
            if (multiplies && (node.inputs[0] == out || node.inputs[1] == out) && canFuse(other)) return other;
        }
        return {};
    }

    bool canFuse(NodeId id) const { return placementOf(id).place == Place::Accelerator && m_network.isQuantized(id); }

    bool isReadOnlyBy(ValueId tail, NodeId id) const {
        return m_graph.useCount(tail) == 1 && !m_graph.isOutput(tail) && m_graph.value(tail).consumers.front() == id;
    }

    bool keepsShape(ValueId tail, NodeId id) const {
        const auto& before = m_graph.value(tail).shape;
        const auto& after = m_graph.value(m_graph.node(id).output()).shape;
        return before && after && *before == *after && m_graph.node(id).outputs.size() == 1;
    }

    /// The layer that `id` can join: the one that makes its latest input. -1 for none.
    std::int32_t findHost(NodeId id) const {
        const Node& node = m_graph.node(id);
        std::int32_t latest = -1;
        for (const ValueId input : node.inputs) {
            if (input.isValid() && !m_graph.isConstant(input)) latest = std::max(latest, layerOf(input));
        }
        if (latest < 0 || !m_plan.layers[static_cast<std::size_t>(latest)].isOnAccelerator()) return -1;
        return mayJoin(latest, id) ? latest : -1;
    }

    bool mayJoin(std::int32_t index, NodeId id) const {
        const Growth& growth = m_growth[static_cast<std::size_t>(index)];
        const Node& node = m_graph.node(id);
        if (!growth.tail.isValid() || std::find(node.inputs.begin(), node.inputs.end(), growth.tail) == node.inputs.end()) return false;
        if (isInputConversion(id)) return m_plan.layers[static_cast<std::size_t>(index)].isInputConversion && isReadOnlyBy(growth.tail, id);
        if (!canFuse(id) || m_plan.layers[static_cast<std::size_t>(index)].isInputConversion || !keepsShape(growth.tail, id)) return false;
        if (growth.gate.isValid()) return growth.gate == id;
        if (isActivation(node) && node.input(0) == growth.tail) return isReadOnlyBy(growth.tail, id) || gateOf(growth.tail, id).isValid();
        if (!isAmong(node, kElementwise) || node.inputs.size() > 2 || !isReadOnlyBy(growth.tail, id)) return false;
        return variableInputs(node) == 1 || !growth.hasSideOperand;
    }

    void addInput(std::int32_t index, ValueId id) {
        if (!id.isValid() || m_graph.isConstant(id)) return;
        const ValueId root = m_plan.rootOf(id);
        std::vector<ValueId>& inputs = layer(index).inputs;
        if (m_plan.producerOf(root) == index || std::find(inputs.begin(), inputs.end(), root) != inputs.end()) return;
        inputs.push_back(root);
        m_plan.readerLayers[static_cast<std::size_t>(root.index)].push_back(index);
    }

    void collectInputs() {
        for (std::size_t i = 0; i < m_plan.layers.size(); ++i) {
            if (m_plan.layers[i].kind == LayerKind::Free) continue;
            const auto index = static_cast<std::int32_t>(i);
            for (const NodeId id : m_plan.layers[i].nodes) {
                for (const ValueId input : m_graph.node(id).inputs)
                    addInput(index, input);
                for (const ValueId captured : m_graph.capturedBySubgraphs(id))
                    addInput(index, captured);
            }
        }
    }

    void collectOutputs() {
        std::vector<bool> isNeeded(m_plan.roots.size());
        for (std::size_t i = 0; i < isNeeded.size(); ++i)
            isNeeded[i] = !m_plan.readerLayers[i].empty();
        for (const ValueId output : m_graph.outputs())
            isNeeded[static_cast<std::size_t>(m_plan.rootOf(output).index)] = true;
        for (std::size_t i = 0; i < isNeeded.size(); ++i) {
            const std::int32_t producer = m_plan.producerLayer[i];
            if (isNeeded[i] && producer >= 0) layer(producer).outputs.push_back({static_cast<std::int32_t>(i)});
        }
    }

    const QuantizedGraph& m_network;
    const Graph& m_graph;
    const std::vector<Placement>& m_placements;
    LayerPlan m_plan;
    std::vector<Growth> m_growth;
};

} // namespace

LayerPlan planLayers(const QuantizedGraph& network, const std::vector<Placement>& placements) {
    return Planner(network, placements).plan();
}

} // namespace lathe
