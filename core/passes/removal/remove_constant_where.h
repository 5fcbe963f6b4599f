#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Where whose condition is constant and the same everywhere.
/// Must not: a chosen operand that broadcasting widens, shapes that are not static.
/// Invariant: as remove-identity.
Result<int> removeConstantWhere(Graph& graph, JobContext& context);

} // namespace lathe
