#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Puts the branch that a constant condition takes in the place of its If.
/// Must not: conditions that a caller may override; branches in whose bodies a name is read that the graph around has already.
/// Invariant: the names of the outputs; the nodes of the branch come from what the If came from. Values of the branch get new names
/// where their own are taken, also by values inside other bodies.
Result<int> inlineConstantIf(Graph& graph, JobContext& context);

} // namespace lathe
