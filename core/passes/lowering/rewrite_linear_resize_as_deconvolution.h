#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A linear Resize by whole factors becomes a Pad that repeats the border and a ConvTranspose per channel with the weights of
/// the interpolation, which cuts the border off again: exact at the borders, too.
/// Must not: factors that are not whole, sizes that are not known, coordinates other than half_pixel, types other than float.
/// Invariant: the outputs but for rounding.
Result<int> rewriteLinearResizeAsDeconvolution(Graph& graph, JobContext& context);

} // namespace lathe
