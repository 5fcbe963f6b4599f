#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A ReduceMean over all axes behind the channels that keeps them, and an AveragePool whose window is the whole picture, become
/// GlobalAveragePool.
/// Must not: other axes, reductions that lose their axes, padding, windows that are smaller than the picture or of unknown
/// share in it, types other than float.
/// Invariant: the node keeps its name and output.
Result<int> recognizeGlobalAveragePool(Graph& graph, JobContext& context);

} // namespace lathe
