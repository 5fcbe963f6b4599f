#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Values whose content follows from the shapes alone (Shape → Gather → Concat → Reshape chains) become initializers.
/// Must not: graph outputs, quantization operators, contents that depend on a dimension that is not known or on a constant that
/// a caller may override.
/// Invariant: every value keeps its name.
Result<int> foldShapes(Graph& graph, JobContext& context);

} // namespace lathe
