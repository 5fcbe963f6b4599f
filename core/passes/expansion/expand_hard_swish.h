#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// HardSwish becomes x · (clip(x + 3, 0, 6) / 6).
/// Must not: types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandHardSwish(Graph& graph, JobContext& context);

} // namespace lathe
