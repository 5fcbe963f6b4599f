#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Conv of the phases of a picture, put into the batch before it and taken out again behind it (SpaceToBatch and BatchToSpace,
/// by Reshape and Transpose or by SpaceToDepth and DepthToSpace), becomes a dilated Conv.
/// Must not: shapes that are not static, strides, auto_pad SAME, other orders, parts that others read.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeDilatedConv(Graph& graph, JobContext& context);

} // namespace lathe
