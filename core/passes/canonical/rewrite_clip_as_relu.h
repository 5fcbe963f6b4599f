#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Clip from 0 without an upper bound becomes Relu.
/// Must not: other bounds, bounds that are not constant, integers.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteClipAsRelu(Graph& graph, JobContext& context);

} // namespace lathe
