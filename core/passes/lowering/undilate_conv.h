#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Conv with dilations gets the zeros between its weights written out, and no dilations.
/// Must not: weights that are not fixed floats, kernels that would have more than 31 rows or columns, padding that depends on
/// unknown sizes.
/// Invariant: the node stays; its outputs for finite inputs (0 · infinity is no number) but for the sign of zeros.
Result<int> undilateConv(Graph& graph, JobContext& context);

} // namespace lathe
