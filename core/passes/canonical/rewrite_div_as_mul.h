#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Division by a constant power of two becomes multiplication.
/// Must not: other constants (rewrite-constant-division), powers whose reciprocal the type cannot hold as a normal number, integers,
/// constants of more than 65,536 elements that others read.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteDivAsMul(Graph& graph, JobContext& context);

} // namespace lathe
