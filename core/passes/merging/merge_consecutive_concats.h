#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Concat takes the parts of the Concats among its inputs that join along the same axis.
/// Must not: inner results that somebody else reads or that are read twice; another axis; axes that cannot be compared.
/// Invariant: the order of the parts; the outer node keeps its name and output.
Result<int> mergeConsecutiveConcats(Graph& graph, JobContext& context);

} // namespace lathe
