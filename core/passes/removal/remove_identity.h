#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out nodes that give their input unchanged: Identity, Dropout at inference, and Concat, Sum, Max, Min and Mean of one
/// input.
/// Must not: Dropout in training mode or whose mask is read; a graph output that would become a graph input or an initializer.
/// Invariant: graph outputs and values that subgraphs read keep their names.
Result<int> removeIdentity(Graph& graph, JobContext& context);

} // namespace lathe
