#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Constant nodes become initializers under the name of their output.
/// Must not: Constant nodes whose output is a graph output (the output keeps its producer), sparse ones.
/// Invariant: every value keeps its name and content.
Result<int> extractConstant(Graph& graph, JobContext& context);

} // namespace lathe
