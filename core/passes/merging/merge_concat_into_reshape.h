#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A shape that is put together at run time from parts of the input's shape becomes a constant with 0 for a dimension that is copied,
/// or with -1 for the one that is left over.
/// Must not: two dimensions that are left over, or one next to one that is copied (which may be empty); dimensions of 0, allowzero.
/// Invariant: the Reshape keeps its name and output.
Result<int> mergeConcatIntoReshape(Graph& graph, JobContext& context);

} // namespace lathe
