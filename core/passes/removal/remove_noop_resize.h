#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Takes out Resize and Upsample that leave every element where it is: scales of 1, or the sizes that the input has.
/// Must not: crops, coordinates that move by half an element even then (tf_half_pixel_for_nn), sizes or scales that are not constant.
/// Invariant: as remove-identity.
Result<int> removeNoopResize(Graph& graph, JobContext& context);

} // namespace lathe
