#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Two or more Convs that read one value, with the same window and constant weights, become one Conv and a Split along the
/// channels: heads of detectors, branches of Inception.
/// Must not: groups, other kernels, strides, pads or dilations, weights or biases that others read or that are not fixed.
/// Invariant: the results keep their names; the first Conv keeps its name.
Result<int> joinParallelConvs(Graph& graph, JobContext& context);

} // namespace lathe
