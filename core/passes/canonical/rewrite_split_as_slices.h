#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Split becomes one Slice per part that somebody reads.
/// Must not: an axis of unknown length, parts that are not constant. The opposite of rewrite-slices-as-split.
/// Invariant: the bits; the results keep their names.
Result<int> rewriteSplitAsSlices(Graph& graph, JobContext& context);

} // namespace lathe
