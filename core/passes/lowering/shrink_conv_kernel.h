#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Conv whose padding is larger than its input loses the rows and columns of its kernel that lie in the padding at every
/// position, and the padding that they needed.
/// Must not: weights that are not fixed finite floats, spatial sizes that are not known.
/// Invariant: the node stays; its outputs but for the sign of zeros.
Result<int> shrinkConvKernel(Graph& graph, JobContext& context);

} // namespace lathe
