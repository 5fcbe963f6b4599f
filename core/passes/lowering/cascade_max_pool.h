#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// MaxPool with a kernel larger than 3 becomes a cascade of MaxPools with kernels of 3 and, where the size is even, 2; the
/// last one has the strides. The first ones take the padding, so that no window of a later one hangs over what is padded.
/// Must not: indices that are read, dilations, ceil_mode = 1, padding that depends on sizes that are not known, padding as
/// large as the kernel.
/// Invariant: every bit.
Result<int> cascadeMaxPool(Graph& graph, JobContext& context);

} // namespace lathe
