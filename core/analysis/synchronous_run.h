#pragma once

#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"
#include "core/simulator/functional/run_values.h"

#include <map>
#include <vector>

namespace lathe {

/// The quantized network on several samples node by node: every sample has passed a node before the next one begins, so that
/// what a node does may still be changed when its inputs are known. Samples in parallel, one thread each; memory is that of the values
/// that later nodes read, for all samples.
class SynchronousRun {
public:
    /// `network` must outlive it; its integers may change as long as the node that reads them has not run.
    SynchronousRun(const QuantizedGraph& network, std::vector<std::vector<Tensor>> inputs);

    std::int64_t samples() const { return static_cast<std::int64_t>(m_values.size()); }
    /// Runs one node on all samples. Call it in topological order.
    Status runNode(NodeId id, JobContext& context);
    /// A value as a quantized node reads it; and as it lies in memory.
    Tensor operandOf(std::int64_t sample, ValueId value) { return valuesOf(sample).operandOf(value); }
    std::pair<Tensor, ElementOrder> memoryOf(std::int64_t sample, ValueId value);
    /// The same as the real numbers that its integers stand for.
    Tensor roundedOf(std::int64_t sample, ValueId value);
    Tensor realOf(std::int64_t sample, ValueId value) { return valuesOf(sample).realOf(value); }

private:
    RunValues& valuesOf(std::int64_t sample) { return m_values[static_cast<std::size_t>(sample)]; }
    Status runOnIntegers(NodeId id, const IntegerKernel& kernel, RunValues& values) const;
    Status runFloat(NodeId id, RunValues& values) const;
    void release(NodeId id);

    const QuantizedGraph& m_network;
    TensorPool m_pool;
    std::vector<RunValues> m_values;  ///< by sample
    std::map<ValueId, int> m_readers; ///< nodes that have not run yet
};

} // namespace lathe
