#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Reshape, Flatten, Squeeze or Unsqueeze moves behind the element-wise nodes that follow it, where another of them waits
/// behind these: merge-consecutive-reshapes then makes one of both.
/// Must not: results that somebody else reads, operands that are not one fixed number, nothing to meet at the end.
/// Invariant: every bit; names of the nodes.
Result<int> moveReshape(Graph& graph, JobContext& context);

} // namespace lathe
