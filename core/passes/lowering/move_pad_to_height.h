#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Pad on axes before the height and the width works along the height, between Reshapes, once for each such axis.
/// Must not: amounts that are not fixed or negative, axes to pad and behind one whose length is not known, fewer than three dimensions,
/// opset before 5.
/// Invariant: every bit.
Result<int> movePadToHeight(Graph& graph, JobContext& context);

} // namespace lathe
