#pragma once

#include "core/simulator/functional/element_order.h"

namespace lathe {

/// The values of one run: as integers in one order of elements or both, as real numbers, or all of it once it was asked for.
class RunValues {
public:
    /// `vectors`: nullptr where all values stay plain.
    RunValues(const QuantizedGraph& network, const TensorPool& pool, const VectorKernels* vectors)
        : m_network(network), m_pool(pool), m_vectors(vectors), m_slots(static_cast<std::size_t>(network.graph.valueCapacity())) {}

    /// What a quantized node reads: integers where the value is quantized.
    Tensor operandOf(ValueId value);
    Tensor integersOf(ValueId value);
    Tensor realOf(ValueId value);
    /// As operandOf(), as it lies.
    std::pair<Tensor, ElementOrder> memoryOf(ValueId value);
    /// The operands of a node in one order of elements, with slack; constants as they are.
    std::vector<Tensor> orderedOperandsOf(const Node& node, bool isChannelsLast);
    /// Whether an ordered kernel runs with the channels last: as it says, or as its operands lie.
    bool isChannelsLast(const Node& node, const IntegerKernel& kernel) const;

    void store(ValueId value, Tensor tensor, bool isInteger);
    /// Integers of the pool.
    void storeOrdered(ValueId value, Tensor tensor, bool isChannelsLast);
    void release(ValueId value) { slot(value) = {}; }

private:
    struct Slot {
        Tensor integers, channelsLast, real;
        bool isPooled = false; ///< of integers
    };
    Slot& slot(ValueId value) { return m_slots[static_cast<std::size_t>(value.index)]; }
    const Slot& slot(ValueId value) const { return m_slots[static_cast<std::size_t>(value.index)]; }
    Tensor orderedOf(ValueId value, bool isChannelsLast);

    const QuantizedGraph& m_network;
    const TensorPool& m_pool;
    const VectorKernels* m_vectors;
    std::vector<Slot> m_slots;
};

} // namespace lathe
