#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// QuantizeLinear of a DequantizeLinear with the same parameters gives what was dequantized: its readers read that.
/// Must not: parameters that are not fixed or differ, types of other than 8 and 16 bits, scales so small or large that
/// quantizing does not give the same number back.
/// Invariant: every bit.
Result<int> removeDuplicateQuantize(Graph& graph, JobContext& context);

} // namespace lathe
