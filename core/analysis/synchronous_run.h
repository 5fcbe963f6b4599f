#pragma once

#include "core/calibration/calibration.h"
#include "core/program/quantized_graph.h"
#include "core/simulator/functional/kernel.h"

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

    std::int64_t samples() const { return static_cast<std::int64_t>(m_slots.size()); }
    /// Runs one node on all samples. Call it in topological order.
    Status runNode(NodeId id, JobContext& context);
    /// A value as the real numbers that its integers stand for (as it is where it is float).
    Tensor realOf(std::int64_t sample, ValueId value) const;
    /// A value as a quantized node reads it, as the real numbers that its integers stand for.
    Tensor roundedOf(std::int64_t sample, ValueId value) const;

private:
    Tensor operandOf(std::size_t sample, ValueId value) const;
    void release(NodeId id);

    const QuantizedGraph& m_network;
    std::vector<std::map<ValueId, Tensor>> m_slots; ///< by sample: integers of quantized values, else as they are
    std::map<ValueId, int> m_readers;               ///< nodes that have not run yet
};

} // namespace lathe
