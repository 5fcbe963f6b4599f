#include "core/analysis/fake_quantized_run.h"

#include "core/base/stop_point.h"
#include "core/ops/evaluator.h"
#include "core/quantization/integer_rules.h"
#include "core/simulator/functional/half_float.h"
#include "core/simulator/functional/integer_path.h"

namespace lathe {

Result<FakeQuantizedRun> FakeQuantizedRun::create(const QuantizedGraph& network, JobContext& context) {
    FakeQuantizedRun run(network);
    for (QuantizedUnit& unit : quantizedUnits(network)) {
        if (unit.nodes.empty()) continue;
        LATHE_CHECK(context.checkStop());
        run.m_unitOfHead[unit.nodes.front()] = run.m_models.size();
        run.m_covered.insert(unit.nodes.begin() + 1, unit.nodes.end());
        LATHE_TRY(UnitModel model, UnitModel::create(network, unit, context));
        run.m_models.push_back(std::move(model));
    }
    for (const UnitModel& model : run.m_models)
        run.m_sessions.emplace_back(model);
    LATHE_TRY(const VectorKernels* vectors, vectorKernelsOf(IntegerPath::Auto));
    for (const NodeId id : network.graph.nodes()) {
        if (!network.isQuantized(id) || run.m_unitOfHead.contains(id) || run.m_covered.contains(id)) continue;
        LATHE_TRY(run.m_movers[id], makeKernel({network, id, vectors}));
    }
    return run;
}

Status FakeQuantizedRun::run(std::span<const Tensor> inputs, JobContext& context, const ProgramObserver& observer) {
    const StopScope scope(context.stopToken());
    const Graph& graph = m_network->graph;
    m_values.clear();
    for (std::size_t i = 0; i < inputs.size(); ++i)
        m_values[graph.inputs()[i]] = inputs[i];
    for (const NodeId id : graph.topologicalOrder()) {
        LATHE_CHECK(context.checkStop());
        LATHE_CHECK(runNode(id, context, observer));
    }
    return {};
}

Tensor FakeQuantizedRun::integersOf(ValueId id) const {
    if (const auto constant = m_network->integers.find(id); constant != m_network->integers.end()) return constant->second;
    const auto found = m_values.find(id);
    if (found == m_values.end()) return id.isValid() && m_network->graph.isConstant(id) ? *m_network->graph.constantOf(id) : Tensor();
    const QuantParams* params = m_network->paramsOf(id);
    return params && found->second.type() == DataType::Float ? quantizeTensor(found->second, *params) : found->second;
}

Tensor FakeQuantizedRun::realOf(ValueId id) const {
    const auto found = m_values.find(id);
    if (found == m_values.end()) return id.isValid() && m_network->graph.isConstant(id) ? *m_network->graph.constantOf(id) : Tensor();
    const QuantParams* params = m_network->paramsOf(id);
    return params && found->second.type() == params->type ? dequantizeTensor(found->second, *params) : found->second;
}

Status FakeQuantizedRun::store(ValueId id, Tensor tensor, const ProgramObserver& observer) {
    if (!id.isValid()) return {};
    m_values[id] = std::move(tensor);
    return observer ? observer(id, m_network->paramsOf(id) ? integersOf(id) : m_values[id]) : Status{};
}

Status FakeQuantizedRun::runNode(NodeId id, JobContext& context, const ProgramObserver& observer) {
    if (m_covered.contains(id)) return {};
    if (const auto unit = m_unitOfHead.find(id); unit != m_unitOfHead.end()) return runUnit(unit->second, context, observer);
    return m_network->isQuantized(id) ? runOnIntegers(id, observer) : runFloat(id, observer);
}

Status FakeQuantizedRun::runUnit(std::size_t index, JobContext& context, const ProgramObserver& observer) {
    const QuantizedUnit& unit = m_models[index].unit();
    std::vector<Tensor> inputs;
    for (const ValueId input : unit.inputs)
        inputs.push_back(dequantizeTensor(integersOf(input), *m_network->paramsOf(input)));
    LATHE_TRY(const Tensor real, m_sessions[index].reals(inputs, false, context));
    return store(unit.output, quantizeTensor(real, *m_network->paramsOf(unit.output)), observer);
}

Status FakeQuantizedRun::runOnIntegers(NodeId id, const ProgramObserver& observer) {
    const Node& node = m_network->graph.node(id);
    std::vector<Tensor> operands;
    for (const ValueId input : node.inputs)
        operands.push_back(m_network->paramsOf(input) ? integersOf(input) : realOf(input));
    LATHE_TRY(auto outputs, m_movers.at(id)->run(operands));
    for (std::size_t i = 0; i < outputs.size() && i < node.outputs.size(); ++i)
        LATHE_CHECK(store(node.outputs[i], std::move(outputs[i]), observer));
    return {};
}

Status FakeQuantizedRun::runFloat(NodeId id, const ProgramObserver& observer) {
    const Graph& graph = m_network->graph;
    const Node& node = graph.node(id);
    std::vector<Tensor> operands;
    for (const ValueId input : node.inputs)
        operands.push_back(realOf(input));
    const auto evaluate = m_network->precisionOf(id) == Precision::Float16 ? evaluateInHalf : evaluateNode;
    LATHE_TRY(auto outputs, evaluate(graph, id, operands, [&](std::string_view name) { return realOf(graph.findValue(name)); }));
    for (std::size_t i = 0; i < outputs.size() && i < node.outputs.size(); ++i)
        LATHE_CHECK(store(node.outputs[i], std::move(outputs[i]), observer));
    return {};
}

} // namespace lathe
