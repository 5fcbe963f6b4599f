#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Slices that cut a value into all its parts along one axis become one Split.
/// Must not: gaps, overlaps, steps, a single part, an axis of unknown length, bounds that are not constant. The opposite of
/// rewrite-split-as-slices.
/// Invariant: the bits; the results keep their names.
Result<int> rewriteSlicesAsSplit(Graph& graph, JobContext& context);

} // namespace lathe
