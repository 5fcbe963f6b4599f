#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// (x − mean) / √(variance + ε) over all axes behind the channels becomes InstanceNormalization, with a constant scale and shift
/// per channel behind it where they stand there.
/// Must not: other axes, channels that are not static, scales of other shapes, three dimensions without a scale (a
/// LayerNormalization as well), parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeInstanceNormalization(Graph& graph, JobContext& context);

} // namespace lathe
