#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A BatchNormalization of pictures becomes a Conv per channel with a kernel of 1.
/// Must not: one that fuse-batch-norm-into-conv would take, training, parameters that are not fixed floats, ranks other than 3 to 5,
/// empty pictures, a number of channels that is not known.
/// Invariant: the outputs but for rounding.
Result<int> rewriteBatchNormAsConv(Graph& graph, JobContext& context);

} // namespace lathe
