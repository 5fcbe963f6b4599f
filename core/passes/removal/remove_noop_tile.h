#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Tile by ones and Expand to a shape of ones (Expand to a static shape: remove-noop-reshape).
/// Must not: repeats and shapes that are not constant, shapes of more dimensions than the input, Tile before opset 6.
/// Invariant: as remove-identity.
Result<int> removeNoopTile(Graph& graph, JobContext& context);

} // namespace lathe
