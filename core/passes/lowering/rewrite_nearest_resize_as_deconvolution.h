#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A nearest Resize by whole factors becomes a ConvTranspose per channel with ones for weights.
/// Must not: factors that are not whole, sizes that are not known, modes in which an element is not repeated in place, types
/// other than float.
/// Invariant: the outputs but for the sign of zeros.
Result<int> rewriteNearestResizeAsDeconvolution(Graph& graph, JobContext& context);

} // namespace lathe
