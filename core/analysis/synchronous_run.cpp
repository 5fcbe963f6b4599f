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

SynchronousRun::SynchronousRun(const QuantizedGraph& network, std::vector<std::vector<Tensor>> inputs) : m_network(network) {
    const VectorKernels& vectors = vectorKernels(supportedIsas().back());
    for (std::vector<Tensor>& sample : inputs) {
        RunValues& values = m_values.emplace_back(network, m_pool, &vectors);
        for (std::size_t i = 0; i < sample.size(); ++i)
            values.store(network.graph.inputs()[i], std::move(sample[i]), false);
    }
    for (const NodeId id : network.graph.nodes())
        for (const ValueId value : readBy(network.graph, id))
            ++m_readers[value];
    for (const ValueId value : network.graph.outputs())
        ++m_readers[value]; // they stay
}

std::pair<Tensor, ElementOrder> SynchronousRun::memoryOf(std::int64_t sample, ValueId value) {
    return valuesOf(sample).memoryOf(value);
}

Tensor SynchronousRun::roundedOf(std::int64_t sample, ValueId value) {
    const Tensor operand = valuesOf(sample).operandOf(value);
    const QuantParams* params = m_network.paramsOf(value);
    return params ? dequantizeTensor(operand, *params) : operand;
}

Status SynchronousRun::runNode(NodeId id, JobContext& context) {
    std::unique_ptr<IntegerKernel> kernel;
    if (m_network.isQuantized(id)) {
        LATHE_TRY(const VectorKernels* vectors, vectorKernelsOf(IntegerPath::Auto));
        LATHE_TRY(kernel, makeKernel({m_network, id, vectors}));
    }
    LATHE_CHECK(parallelFor(context, samples(), [&](std::int64_t sample, int) -> Status {
        const StopScope scope(context.stopToken());
        const Status done = kernel ? runOnIntegers(id, *kernel, valuesOf(sample)) : runFloat(id, valuesOf(sample));
        return done ? context.checkStop() : done; // a stopped loop has left its result unfinished
    }));
    release(id);
    return {};
}

Status SynchronousRun::runOnIntegers(NodeId id, const IntegerKernel& kernel, RunValues& values) const {
    const Node& node = m_network.graph.node(id);
    if (kernel.isOrdered()) {
        const bool isChannelsLast = values.isChannelsLast(node, kernel);
        const DataType type = m_network.paramsOf(node.output())->type;
        Tensor result = m_pool.take(type, *m_network.graph.value(node.output()).shape->known());
        kernel.runOrdered(values.orderedOperandsOf(node, isChannelsLast), result, wholeRegion(result.dims()), IntegerRange::of(type));
        values.storeOrdered(node.output(), std::move(result), isChannelsLast);
        return {};
    }
    std::vector<Tensor> operands;
    for (const ValueId input : node.inputs)
        operands.push_back(values.operandOf(input));
    LATHE_TRY(auto outputs, kernel.run(operands));
    for (std::size_t i = 0; i < node.outputs.size() && i < outputs.size(); ++i)
        values.store(node.outputs[i], std::move(outputs[i]), node.outputs[i].isValid() && m_network.paramsOf(node.outputs[i]));
    return {};
}

Status SynchronousRun::runFloat(NodeId id, RunValues& values) const {
    const Graph& graph = m_network.graph;
    std::vector<Tensor> operands;
    for (const ValueId input : graph.node(id).inputs)
        operands.push_back(values.realOf(input));
    const auto evaluate = m_network.precisionOf(id) == Precision::Float16 ? evaluateInHalf : evaluateNode;
    LATHE_TRY(auto outputs, evaluate(graph, id, operands, [&](std::string_view name) { return values.realOf(graph.findValue(name)); }));
    for (std::size_t i = 0; i < graph.node(id).outputs.size() && i < outputs.size(); ++i)
        values.store(graph.node(id).outputs[i], std::move(outputs[i]), false);
    return {};
}

void SynchronousRun::release(NodeId id) {
    for (const ValueId value : readBy(m_network.graph, id)) {
        if (--m_readers[value] > 0) continue;
        for (RunValues& values : m_values)
            values.release(value);
    }
    for (const ValueId value : m_network.graph.node(id).outputs)
        if (value.isValid() && m_readers[value] == 0)
            for (RunValues& values : m_values)
                values.release(value);
}

} // namespace lathe
