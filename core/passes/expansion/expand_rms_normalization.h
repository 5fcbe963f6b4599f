#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// RMSNormalization and SimplifiedLayerNormalization become x / √(mean x² + ε) · scale.
/// Must not: a deviation that somebody reads, unknown ranks, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandRmsNormalization(Graph& graph, JobContext& context);

} // namespace lathe
