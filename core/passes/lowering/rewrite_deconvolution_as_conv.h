#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// ConvTranspose with stride s becomes a Conv that computes each of the s x s phases of the result as channels of their own,
/// DepthToSpace and Slices that cut off what the padding cuts off.
/// Must not: groups, dilations, strides of 1 or unequal ones, output_padding beyond the last row or column that the kernel
/// reaches, weights that are not fixed finite floats, sizes that are not known.
/// Invariant: the outputs but for rounding.
Result<int> rewriteDeconvolutionAsConv(Graph& graph, JobContext& context);

} // namespace lathe
