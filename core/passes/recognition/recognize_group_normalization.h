#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Reshape to groups, InstanceNormalization with scale 1 and shift 0, Reshape back, Mul and Add of constants per channel (as
/// PyTorch exports GroupNorm) become GroupNormalization.
/// Must not: opsets before 21 (scale and shift were per group), shapes that are not static, other scales inside, parts that
/// somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeGroupNormalization(Graph& graph, JobContext& context);

} // namespace lathe
