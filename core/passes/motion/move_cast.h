#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Cast moves behind the Reshapes, Transposes and the like that follow it, where another Cast waits behind these, so that
/// both meet.
/// Must not: results that somebody else reads, strings and 4-bit types, nothing to meet at the end.
/// Invariant: every bit; names of the nodes.
Result<int> moveCast(Graph& graph, JobContext& context);

} // namespace lathe
