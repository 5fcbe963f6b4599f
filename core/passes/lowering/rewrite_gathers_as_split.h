#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Gathers that take the parts of one axis, single indices or ranges, become a Split (the heads of an attention, query, key and value of
/// one product); a Squeeze drops the axis where the index had no dimension.
/// Must not: indices that are not fixed or no ranges, parts that are missing or taken twice, lengths that are not known, more than 64
/// parts. Invariant: every bit.
Result<int> rewriteGathersAsSplit(Graph& graph, JobContext& context);

} // namespace lathe
