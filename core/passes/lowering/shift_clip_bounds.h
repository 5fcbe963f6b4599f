#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Clip between bounds of one sign becomes one that begins or ends at 0, between two Adds that shift the data, for devices whose
/// range of an activation holds 0.
/// Must not: bounds that are not fixed, ranges that hold 0, bounds beyond 1,000,000, types other than float.
/// Invariant: the values, up to rounding.
Result<int> shiftClipBounds(Graph& graph, JobContext& context);

} // namespace lathe
