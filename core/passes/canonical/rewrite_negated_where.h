#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Where of a negated condition takes its other operand instead.
/// Must not: conditions that no Not makes.
/// Invariant: the bits; other readers of the Not stay.
Result<int> rewriteNegatedWhere(Graph& graph, JobContext& context);

} // namespace lathe
