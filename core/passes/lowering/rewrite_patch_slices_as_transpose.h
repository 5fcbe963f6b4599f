#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Slices that take every n-th row and column of a picture from each start, joined by a Concat along the channel (the patch merging of
/// Swin, the focus of YOLOv5), become Reshape, Transpose, Reshape.
/// Must not: patches that are missing, repeated or in another order, sizes that are not known or not divisible.
/// Invariant: the last Reshape keeps name and output; Slices stay where others read them.
Result<int> rewritePatchSlicesAsTranspose(Graph& graph, JobContext& context);

} // namespace lathe
