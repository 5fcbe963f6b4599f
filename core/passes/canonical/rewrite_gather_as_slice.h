#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gather of evenly ascending indices along an axis becomes Slice.
/// Must not: indices of another rank than 1 or that are not constant, counted from the end of an axis of unknown length, repeated or
/// descending; opset before 10.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteGatherAsSlice(Graph& graph, JobContext& context);

} // namespace lathe
