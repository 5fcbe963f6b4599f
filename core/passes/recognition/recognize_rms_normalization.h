#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// x / √(mean x² + ε) · scale over the last axes becomes RMSNormalization.
/// Must not: opsets before 23, axes that are not the last ones or not static, scales of other shapes than those axes, parts that
/// somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeRmsNormalization(Graph& graph, JobContext& context);

} // namespace lathe
