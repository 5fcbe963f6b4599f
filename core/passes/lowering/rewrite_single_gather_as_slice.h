#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gather of one index becomes a Slice of one element and, where the index is a scalar, a Squeeze.
/// Must not: indices that are not fixed, more than one, ranks that are not known, an index that may lie outside.
/// Invariant: every bit.
Result<int> rewriteSingleGatherAsSlice(Graph& graph, JobContext& context);

} // namespace lathe
