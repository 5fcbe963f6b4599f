#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// GatherND whose indices name the first axis only becomes a Gather along it, behind a Squeeze of the indices.
/// Must not: batch dimensions, indices of several axes.
/// Invariant: the Gather keeps name and output.
Result<int> rewriteGatherNdAsGather(Graph& graph, JobContext& context);

} // namespace lathe
