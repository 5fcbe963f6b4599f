#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Conv with a kernel of even size gets a row or column of zeros at the end, and as much more padding there.
/// Must not: weights that are not fixed floats, even kernels of more than 6, padding that depends on unknown sizes.
/// Invariant: the node stays; its outputs for finite inputs (0 · infinity is no number) but for the sign of zeros.
Result<int> widenEvenConvKernel(Graph& graph, JobContext& context);

} // namespace lathe
