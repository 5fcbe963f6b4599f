#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Pad by nothing: all amounts are zero.
/// Must not: amounts that are not constant.
/// Invariant: as remove-identity.
Result<int> removeNoopPad(Graph& graph, JobContext& context);

} // namespace lathe
