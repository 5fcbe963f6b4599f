#pragma once

#include "core/analysis/units.h"
#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/kernel.h"

namespace lathe {

/// The quantized network as training frameworks simulate it: each unit computes in float on the real numbers that the integers stand
/// for and rounds its result. It differs from the program where sums and factors in binary32 are not those of its integers.
class FakeQuantizedRun {
public:
    /// `network` must outlive it.
    static Result<FakeQuantizedRun> create(const QuantizedGraph& network, JobContext& context);

    /// Float inputs in the order of the network's inputs. `observer` sees what a ProgramObserver sees: integers of quantized values
    /// (behind the activations that a unit's saturation does), float of the others. One thread at a time.
    Status run(std::span<const Tensor> inputs, JobContext& context, const ProgramObserver& observer);

private:
    explicit FakeQuantizedRun(const QuantizedGraph& network) : m_network(&network) {}
    Tensor realOf(ValueId id) const;
    Tensor integersOf(ValueId id) const;
    Status runNode(NodeId id, JobContext& context, const ProgramObserver& observer);
    Status runUnit(std::size_t index, JobContext& context, const ProgramObserver& observer);
    Status runOnIntegers(NodeId id, const ProgramObserver& observer);
    Status runFloat(NodeId id, const ProgramObserver& observer);
    Status store(ValueId id, Tensor tensor, const ProgramObserver& observer);

    const QuantizedGraph* m_network;
    std::vector<UnitModel> m_models;
    std::vector<UnitModel::Session> m_sessions;
    std::map<NodeId, std::size_t> m_unitOfHead;
    std::map<NodeId, std::unique_ptr<IntegerKernel>> m_movers;
    std::set<NodeId> m_covered; ///< by the unit of another node
    std::map<ValueId, Tensor> m_values;
};

} // namespace lathe
