#pragma once

#include "core/quantization/integer_rules.h"
#include "core/quantization/precision_rules.h"

namespace lathe {

/// A node whose values are integers, with what was asked for it.
struct WidthCandidate {
    const IntegerRule* rule = nullptr;
    AskedPrecision asked;                     ///< of its result as a whole
    std::map<ValueId, AskedPrecision> values; ///< of each value that it reads or gives
    bool hasInt16 = true;                     ///< the device computes it in int16
};

struct WidthPlan {
    std::map<NodeId, NodeQuantization> nodes;
    std::map<ValueId, DataType> values;
};

/// Chooses int8 or int16 for each value of the candidates. A value is int16 where a node that makes or reads it is asked to
/// compute in int16 and every node that touches it can; values that a moving node joins have one type. What cannot be
/// int16 becomes int8 and is reported with the reason.
WidthPlan planWidths(const Graph& graph, const std::map<NodeId, WidthCandidate>& candidates, JobContext& context);

} // namespace lathe
