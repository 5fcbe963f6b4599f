#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out MaxPool and AveragePool of one element and stride 1, and global ones of one spatial element.
/// Must not: padding, indices that somebody reads, LpPool (which takes the absolute value), spatial dimensions that are not known.
/// Invariant: as remove-identity.
Result<int> removeNoopPool(Graph& graph, JobContext& context);

} // namespace lathe
