#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Concat of more than two copies of one tensor becomes a chain of Concats with two inputs.
/// Must not: Concats of different tensors, which targets take as they are.
/// Invariant: every bit.
Result<int> splitConcat(Graph& graph, JobContext& context);

} // namespace lathe
