#include "core/analysis/synchronous_run.h"

#include "core/base/parallel.h"
#include "core/base/stop_point.h"
#include "core/ops/evaluator.h"
#include "core/simulator/functional/half_float.h"
#include "core/simulator/functional/integer_path.h"

#include <set>

namespace lathe {
namespace {

/// The values that a node reads, each once, those of its subgraphs included.
std::set<ValueId> readBy(const Graph& graph, NodeId id) {
    std::set<ValueId> values;
    for (const ValueId value : graph.node(id).inputs)
        if (value.isValid()) values.insert(value);
    for (const ValueId value : graph.capturedBySubgraphs(id))
        values.insert(value);
    return values;
}

} // namespace

SynchronousRun::SynchronousRun(const QuantizedGraph& network, std::vector<std::vector<Tensor>> inputs)
    : m_network(network), m_slots(inputs.size()) {
    for (std::size_t sample = 0; sample < inputs.size(); ++sample)
        for (std::size_t i = 0; i < inputs[sample].size(); ++i)
            m_slots[sample][network.graph.inputs()[i]] = std::move(inputs[sample][i]);
    for (const NodeId id : network.graph.nodes())
        for (const ValueId value : readBy(network.graph, id))
            ++m_readers[value];
    for (const ValueId value : network.graph.outputs())
        ++m_readers[value]; // they stay
}

Tensor SynchronousRun::operandOf(std::size_t sample, ValueId value) const {
    if (!value.isValid()) return {};
    if (const auto constant = m_network.integers.find(value); constant != m_network.integers.end()) return constant->second;
    const auto found = m_slots[sample].find(value);
    const Tensor* constant = m_network.graph.constantOf(value);
    const Tensor tensor = found != m_slots[sample].end() ? found->second : constant ? *constant : Tensor();
    const QuantParams* params = m_network.paramsOf(value);
    return params && tensor.isPresent() && tensor.type() != params->type ? quantizeTensor(tensor.toFloat(), *params) : tensor;
}

Tensor SynchronousRun::realOf(std::int64_t sample, ValueId value) const {
    if (!value.isValid()) return {};
    const QuantParams* params = m_network.paramsOf(value);
    const auto found = m_slots[static_cast<std::size_t>(sample)].find(value);
    if (found == m_slots[static_cast<std::size_t>(sample)].end()) {
        const Tensor* constant = m_network.graph.constantOf(value);
        return constant ? *constant : Tensor();
    }
    return params && found->second.type() == params->type ? dequantizeTensor(found->second, *params) : found->second;
}

Tensor SynchronousRun::roundedOf(std::int64_t sample, ValueId value) const {
    const Tensor integers = operandOf(static_cast<std::size_t>(sample), value);
    const QuantParams* params = m_network.paramsOf(value);
    return params ? dequantizeTensor(integers, *params) : integers;
}

Status SynchronousRun::runNode(NodeId id, JobContext& context) {
    const Graph& graph = m_network.graph;
    const Node& node = graph.node(id);
    std::unique_ptr<IntegerKernel> kernel;
    if (m_network.isQuantized(id)) {
        LATHE_TRY(const VectorKernels* vectors, vectorKernelsOf(IntegerPath::Auto));
        LATHE_TRY(kernel, makeKernel({m_network, id, vectors}));
    }
    const auto evaluate = m_network.precisionOf(id) == Precision::Float16 ? evaluateInHalf : evaluateNode;
    LATHE_CHECK(parallelFor(context, samples(), [&](std::int64_t index, int) -> Status {
        const StopScope scope(context.stopToken());
        const auto sample = static_cast<std::size_t>(index);
        std::vector<Tensor> operands;
        for (const ValueId input : node.inputs)
            operands.push_back(kernel && m_network.paramsOf(input) ? operandOf(sample, input) : realOf(index, input));
        const auto outer = [&](std::string_view name) { return realOf(index, graph.findValue(name)); };
        LATHE_TRY(auto outputs, kernel ? kernel->run(operands) : evaluate(graph, id, operands, outer));
        for (std::size_t i = 0; i < node.outputs.size() && i < outputs.size(); ++i)
            if (node.outputs[i].isValid()) m_slots[sample][node.outputs[i]] = std::move(outputs[i]);
        return context.checkStop(); // a stopped loop has left its result unfinished
    }));
    release(id);
    return {};
}

void SynchronousRun::release(NodeId id) {
    for (const ValueId value : readBy(m_network.graph, id)) {
        if (--m_readers[value] > 0) continue;
        for (auto& slots : m_slots)
            slots.erase(value);
    }
    for (const ValueId value : m_network.graph.node(id).outputs)
        if (value.isValid() && m_readers[value] == 0)
            for (auto& slots : m_slots)
                slots.erase(value);
}

} // namespace lathe
