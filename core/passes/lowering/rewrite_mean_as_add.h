#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Mean of two and more values becomes Adds, one after another, and a Mul by one over their number.
/// Must not: opsets that broadcast by an attribute, types other than float.
/// Invariant: the Mul keeps name and output.
Result<int> rewriteMeanAsAdd(Graph& graph, JobContext& context);

} // namespace lathe
