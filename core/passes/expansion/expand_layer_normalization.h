#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// LayerNormalization becomes (x − mean) / √(variance + ε) · scale + bias.
/// Must not: mean or deviation that somebody reads, unknown ranks, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandLayerNormalization(Graph& graph, JobContext& context);

} // namespace lathe
