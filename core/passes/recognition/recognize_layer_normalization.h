#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// (x − mean) / √(variance + ε) over the last axes becomes LayerNormalization, with a constant scale and shift behind it where
/// they stand there.
/// Must not: opsets before 17, axes that are not the last ones or not static, scales of other shapes than those axes, parts that
/// somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeLayerNormalization(Graph& graph, JobContext& context);

} // namespace lathe
