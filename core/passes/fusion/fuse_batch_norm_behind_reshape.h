#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// BatchNormalization behind a MatMul by constant weights (and an Add of a constant row) with Transpose, Reshape, Squeeze,
/// Unsqueeze or Flatten between, goes into the weights and the row, where its channels are the columns of the product.
/// Must not: training, dimensions behind the channels that are not static, results between that others read.
/// Invariant: the outputs but for rounding.
Result<int> fuseBatchNormBehindReshape(Graph& graph, JobContext& context);

} // namespace lathe
