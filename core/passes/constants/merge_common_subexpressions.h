#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Nodes that compute the same from the same values become one.
/// Must not: random operators, Dropout, quantization (devices want a DequantizeLinear per reader), operators that are not known, subgraphs;
/// two results that are both read by name (graph outputs, bodies).
/// Invariant: the bits; the names of the outputs; the earlier node stays and takes over the origins of the other one.
Result<int> mergeCommonSubexpressions(Graph& graph, JobContext& context);

} // namespace lathe
