#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Gather of floats by an index without dimensions gets an index of one dimension, and a Squeeze behind it.
/// Must not: indices that are not fixed, data of unknown rank, data that are not floats (shapes: folding looks for the scalar).
/// Invariant: every bit.
Result<int> liftScalarGather(Graph& graph, JobContext& context);

} // namespace lathe
