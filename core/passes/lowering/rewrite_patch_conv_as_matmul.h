#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Transpose to channels first, Conv whose kernel is as large as its stride, Transpose back to channels last become a MatMul of the
/// patches, which Reshape and Transpose lay out (a kernel of 1 needs neither).
/// Must not: other readers in between, groups, dilations, padding, sizes that are not known or that the kernel does not divide, weights
/// that are not fixed floats, opset before 5.
/// Invariant: the values, up to rounding.
Result<int> rewritePatchConvAsMatmul(Graph& graph, JobContext& context);

} // namespace lathe
