#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ReduceMean over the last axes becomes Reshape, MatMul with the constant 1 / count, Reshape.
/// Must not: other axes, the first axis, axes that are not fixed, sizes that are not known, types other than float.
/// Invariant: the outputs but for rounding.
Result<int> rewriteReduceMeanAsMatmul(Graph& graph, JobContext& context);

} // namespace lathe
