#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Cast of a Cast takes the first input, where the type between holds every value of the first one.
/// Must not: types between that lose something or convert it otherwise (integer to float to a narrower integer saturates, integers wrap),
/// strings, 8-bit floats.
/// Invariant: the bits; other readers of the first Cast stay.
Result<int> mergeConsecutiveCasts(Graph& graph, JobContext& context);

} // namespace lathe
