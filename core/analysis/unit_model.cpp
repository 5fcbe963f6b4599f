#include "core/analysis/units.h"

#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/integer_path.h"
#include "core/simulator/functional/kernel.h"

#include <algorithm>

namespace lathe {
namespace {

/// The nodes of a unit as a network of their own.
class UnitGraph {
public:
    UnitGraph(const QuantizedGraph& network, bool isExact) : m_network(network), m_isExact(isExact) {
        m_graph.opsets = network.graph.opsets;
    }

    Graph build(const QuantizedUnit& unit) && {
        std::vector<ValueId> inputs;
        for (const ValueId input : unit.inputs)
            inputs.push_back(twinOf(input));
        m_graph.setInputs(std::move(inputs));
        for (const NodeId id : unit.nodes)
            addNode(m_network.graph.node(id));
        m_graph.setOutputs({twinOf(unit.output)});
        return std::move(m_graph);
    }

private:
    void addNode(Node node) {
        for (ValueId& input : node.inputs)
            if (input.isValid()) input = twinOf(input);
        for (ValueId& output : node.outputs)
            if (output.isValid()) output = twinOf(output);
        m_graph.addNode(std::move(node));
    }

    ValueId twinOf(ValueId id) {
        const auto found = m_twins.find(id);
        if (found != m_twins.end()) return found->second;
        const Value& value = m_network.graph.value(id);
        Value twin;
        twin.name = value.name;
        twin.type = value.type;
        twin.shape = value.shape;
        if (value.constant) twin.constant = constantOf(id);
        return m_twins[id] = m_graph.addValue(std::move(twin));
    }

    Tensor constantOf(ValueId id) const {
        const auto integers = m_network.integers.find(id);
        if (m_isExact || integers == m_network.integers.end()) return *m_network.graph.constantOf(id);
        return dequantizeTensor(integers->second, *m_network.paramsOf(id));
    }

    const QuantizedGraph& m_network;
    bool m_isExact;
    Graph m_graph;
    std::map<ValueId, ValueId> m_twins;
};

} // namespace

struct UnitModel::State {
    const QuantizedGraph& network;
    QuantizedUnit unit;
    std::vector<std::unique_ptr<IntegerKernel>> kernels;
    std::optional<Executor> exact, rounded;

    /// What node `index` reads: results of the node before it, the unit's inputs, integers of constants.
    std::vector<Tensor> operandsOf(std::size_t index, std::span<const Tensor> inputs, const Tensor& before) const {
        std::vector<Tensor> operands;
        for (const ValueId id : network.graph.node(unit.nodes[index]).inputs) {
            const auto given = std::ranges::find(unit.inputs, id);
            const auto constant = network.integers.find(id);
            if (given != unit.inputs.end())
                operands.push_back(inputs[static_cast<std::size_t>(given - unit.inputs.begin())]);
            else if (constant != network.integers.end())
                operands.push_back(constant->second);
            else if (const Tensor* parameter = id.isValid() ? network.graph.constantOf(id) : nullptr)
                operands.push_back(*parameter);
            else
                operands.push_back(id.isValid() ? before : Tensor());
        }
        return operands;
    }
};

UnitModel::UnitModel(std::unique_ptr<State> state) : m_state(std::move(state)) {}
UnitModel::UnitModel(UnitModel&&) noexcept = default;
UnitModel& UnitModel::operator=(UnitModel&&) noexcept = default;
UnitModel::~UnitModel() = default;

const QuantizedUnit& UnitModel::unit() const {
    return m_state->unit;
}

Result<UnitModel> UnitModel::create(const QuantizedGraph& network, const QuantizedUnit& unit, JobContext& context) {
    auto state = std::make_unique<State>(State{network, unit, {}, {}, {}});
    LATHE_TRY(const VectorKernels* vectors, vectorKernelsOf(IntegerPath::Auto));
    for (const NodeId id : unit.nodes) {
        LATHE_TRY(auto kernel, makeKernel({network, id, vectors}));
        state->kernels.push_back(std::move(kernel));
    }
    if (!unit.nodes.empty()) {
        LATHE_TRY(state->exact, Executor::create(UnitGraph(network, true).build(unit), context));
        LATHE_TRY(state->rounded, Executor::create(UnitGraph(network, false).build(unit), context));
    }
    return UnitModel(std::move(state));
}

UnitModel::Session::Session(const UnitModel& model) : m_model(&model) {
    if (model.m_state->exact) m_exact.emplace(model.m_state->exact->makeSession());
    if (model.m_state->rounded) m_rounded.emplace(model.m_state->rounded->makeSession());
}

Result<Tensor> UnitModel::Session::integers(std::span<const Tensor> inputs) const {
    const State& state = *m_model->m_state;
    if (state.unit.nodes.empty()) return quantizeTensor(inputs[0].toFloat(), *state.network.paramsOf(state.unit.output));
    Tensor last;
    for (std::size_t i = 0; i < state.unit.nodes.size(); ++i) {
        LATHE_TRY(auto outputs, state.kernels[i]->run(state.operandsOf(i, inputs, last)));
        last = std::move(outputs.front());
    }
    return last;
}

Result<Tensor> UnitModel::Session::reals(std::span<const Tensor> inputs, bool isExact, JobContext& context) {
    if (!m_exact) return inputs[0];
    LATHE_TRY(auto outputs, (isExact ? *m_exact : *m_rounded).run(inputs, context));
    return std::move(outputs.front());
}

} // namespace lathe
