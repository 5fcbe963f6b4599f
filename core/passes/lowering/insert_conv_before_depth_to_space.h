#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A DepthToSpace behind something else than a 1x1 Conv gets one that changes nothing, for devices that write the blocks as the last
/// step of a convolution.
/// Must not: a 1x1 Conv already there, types other than float, channels that are not known or more than 1024.
/// Invariant: the values, up to the sign of zeros; infinities and NaN spread over the channels.
Result<int> insertConvBeforeDepthToSpace(Graph& graph, JobContext& context);

} // namespace lathe
