#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Gather of every index of an axis in its order.
/// Must not: indices of another rank than 1 or that are not constant, an axis of unknown length.
/// Invariant: as remove-identity.
Result<int> removeNoopGather(Graph& graph, JobContext& context);

} // namespace lathe
