#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Slice that takes everything: static input and output shapes are equal and every step is 1.
/// Must not: other steps (−1 turns the order round), starts, ends, axes or steps that are not constant.
/// Invariant: as remove-identity.
Result<int> removeNoopSlice(Graph& graph, JobContext& context);

} // namespace lathe
