#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// HardSigmoid becomes clip(alpha · x + beta, 0, 1).
/// Must not: types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandHardSigmoid(Graph& graph, JobContext& context);

} // namespace lathe
