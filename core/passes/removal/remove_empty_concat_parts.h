#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes the inputs without elements out of Concat.
/// Must not: the last input that is left; inputs whose length along the axis is not known.
/// Invariant: the node keeps its name and output.
Result<int> removeEmptyConcatParts(Graph& graph, JobContext& context);

} // namespace lathe
