#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Resize with fixed sizes of an input of known shape gets the scales that give these sizes.
/// Must not: sizes for some axes only, keep_aspect_ratio_policy other than stretch, tf_crop_and_resize (whose scale is another
/// one), sizes that no binary32 scale gives.
/// Invariant: every bit; the node stays.
Result<int> rewriteResizeSizesAsScales(Graph& graph, JobContext& context);

} // namespace lathe
