#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Conv with a kernel of 7 and strides of 4 becomes the same with strides of 1 and a MaxPool with a kernel of 1 and strides of
/// 4, which drops the positions between.
/// Must not: other kernels and strides, weights that are not fixed, padding that depends on unknown sizes.
/// Invariant: the outputs but for rounding.
Result<int> splitConvStride(Graph& graph, JobContext& context);

} // namespace lathe
