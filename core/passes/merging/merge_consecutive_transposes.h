#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose of a Transpose becomes one Transpose with the composed permutation.
/// Must not: a first result that somebody else reads, permutations that are not stated and not known from the rank.
/// Invariant: the second node keeps its name and output.
Result<int> mergeConsecutiveTransposes(Graph& graph, JobContext& context);

} // namespace lathe
