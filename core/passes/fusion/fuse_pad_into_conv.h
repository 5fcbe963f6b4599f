#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Pad with zeros on the spatial dimensions goes into the pads of the Conv behind it.
/// Must not: other pad modes or values, negative pads, pads of batch or channel, auto_pad SAME, other readers of the padded value.
/// Invariant: the convolution keeps its name and output.
Result<int> fusePadIntoConv(Graph& graph, JobContext& context);

} // namespace lathe
