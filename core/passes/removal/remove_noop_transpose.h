#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Transpose with the permutation 0, 1, 2 ….
/// Must not: a permutation that is not stated, unless the rank is known to be below 2.
/// Invariant: as remove-identity.
Result<int> removeNoopTranspose(Graph& graph, JobContext& context);

} // namespace lathe
