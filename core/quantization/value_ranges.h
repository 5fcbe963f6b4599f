#pragma once

#include "core/program/quantized_graph.h"

#include <map>

namespace lathe {

struct ValueRange {
    float low = 0, high = 0;
};

/// The real numbers that integers of these parameters (one scale) reach from to.
ValueRange rangeOf(const QuantParams& params);

/// What is known of float values without running anything: bounds that Relu, Clip and the like set, and that survive where
/// elements are moved or averaged.
class ValueRanges {
public:
    /// Notes the outputs of a node. Call it in topological order.
    void follow(const Graph& graph, NodeId node);
    bool isWithin(ValueId value, const ValueRange& bounds, float tolerance) const;

private:
    std::map<ValueId, ValueRange> m_known;
};

} // namespace lathe
