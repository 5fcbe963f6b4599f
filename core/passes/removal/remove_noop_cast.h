#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Cast to the type that the input has.
/// Must not: inputs of unknown type.
/// Invariant: as remove-identity.
Result<int> removeNoopCast(Graph& graph, JobContext& context);

} // namespace lathe
