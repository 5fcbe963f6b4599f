#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A constant factor behind a constant factor becomes one factor, likewise with summands.
/// Must not: a first result that somebody else reads; integers and other types than float; factors whose product is not a normal
/// number; summands of different signs, whose large parts would no longer cancel out the same way; constants of shapes that do not agree.
/// Invariant: values up to rounding; the second node keeps its name and output.
Result<int> mergeConstantOperands(Graph& graph, JobContext& context);

} // namespace lathe
