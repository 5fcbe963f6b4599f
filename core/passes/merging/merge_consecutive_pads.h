#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Pad of a Pad becomes one Pad by the sum.
/// Must not: a first result that somebody else reads, modes other than "constant", different values, negative amounts.
/// Invariant: the second node keeps its name, output and value.
Result<int> mergeConsecutivePads(Graph& graph, JobContext& context);

} // namespace lathe
