#pragma once

#include "core/quantization/quantize.h"

namespace lathe {

/// What quantize() decides before any number is made.
struct PrecisionPlan {
    std::map<NodeId, NodeQuantization> nodes;  ///< every node
    bool lacksRanges = false;                  ///< some node stays in float because no range is known
    std::map<NodeId, std::int32_t> weightBits; ///< 4 or 16 where such weights were asked for; 8 elsewhere
    std::map<ValueId, DataType> values;        ///< Int8 or Int16 of every value (no constants) that exists in integers
};

/// Which nodes compute in integers and in which, with a reason for each. Reports every fallback.
Result<PrecisionPlan> planPrecision(const Graph& graph, const CalibrationTable& table, const QuantizationOptions& options,
                                    JobContext& context);

/// A threshold that integers can hold; beyond it scales would overflow.
inline constexpr float kLargestThreshold = 1e18f;

/// The calibrated range of a value, or null.
const TensorRange* rangeOf(const Graph& graph, const CalibrationTable& table, ValueId value);

} // namespace lathe
