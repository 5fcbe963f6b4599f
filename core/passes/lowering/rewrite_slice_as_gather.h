#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Slice with steps becomes a Gather of fixed indices along each axis with a step, and a Slice along the others.
/// Must not: Slices without steps, bounds that are not fixed, more than 4096 indices.
/// Invariant: the last part keeps name and output.
Result<int> rewriteSliceAsGather(Graph& graph, JobContext& context);

} // namespace lathe
