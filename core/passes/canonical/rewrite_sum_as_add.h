#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Sum of two inputs becomes Add, which fuses and quantizes in more places.
/// Must not: other numbers of inputs; versions of Sum and Add that broadcast differently (before opset 8).
/// Invariant: the node keeps its name, inputs and output.
Result<int> rewriteSumAsAdd(Graph& graph, JobContext& context);

} // namespace lathe
