#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// a - b becomes a + b · (-1), for devices that add but do not subtract.
/// Must not: subtraction of a constant (rewrite-sub-as-add), opsets that broadcast by an attribute, types other than float.
/// Invariant: the Add keeps name and output; the numbers are the same.
Result<int> rewriteSubAsNegatedAdd(Graph& graph, JobContext& context);

} // namespace lathe
