#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Split whose parts all go through equal Transposes or Reshapes comes behind one of them (query, key and value of an attention).
/// Must not: parts with other readers or of other sizes before a Reshape, Reshapes that tear the axis from those before it, shapes that
/// are not known.
/// Invariant: every bit.
Result<int> moveSplitDown(Graph& graph, JobContext& context);

} // namespace lathe
