#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Subtraction of a constant becomes addition of its negative.
/// Must not: constants of more than 65,536 elements that others read, integers, a constant that something is subtracted from.
/// Invariant: the bits (x - c is x + (-c) in floats); the node keeps its name and output.
Result<int> rewriteSubAsAdd(Graph& graph, JobContext& context);

} // namespace lathe
