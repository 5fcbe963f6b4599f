#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Expand becomes a Reshape to the final rank and, for each dimension that grows, a Concat of as many copies.
/// Must not: shapes that are not static, empty results, results that are not larger, more than 256 copies along a dimension.
/// Invariant: every bit.
Result<int> rewriteExpandAsConcat(Graph& graph, JobContext& context);

} // namespace lathe
