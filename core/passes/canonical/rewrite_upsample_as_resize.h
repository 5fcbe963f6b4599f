#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Upsample, which exporters write beyond its last version, becomes Resize with the same coordinates.
/// Must not: opset before 10, where there is no Resize; scales as attribute (Upsample of opset 7 and 8), below 1 or not constant.
/// Invariant: the bits; the node keeps its name and output.
Result<int> rewriteUpsampleAsResize(Graph& graph, JobContext& context);

} // namespace lathe
