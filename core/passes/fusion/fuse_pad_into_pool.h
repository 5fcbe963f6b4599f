#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Pad on the spatial dimensions goes into the pads of the pool behind it. AveragePool: zeros only, which then count as
/// elements (count_include_pad). MaxPool: a value that can never win, which is −∞, or at most a known lower bound of the
/// input (0 behind Relu, min behind Clip).
/// Must not: ceil_mode, dilations, auto_pad SAME, pads as large as the kernel, MaxPool indices that somebody reads, pools with own
/// padding that does not count, other readers of the padded value, other types than float.
/// Invariant: the pool keeps its name and output.
Result<int> fusePadIntoPool(Graph& graph, JobContext& context);

} // namespace lathe
