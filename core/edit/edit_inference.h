#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Types and shapes that the file left open, as far as they can be inferred; a model that cannot be inferred stays as it is.
void inferBeforeEdit(Graph& graph, JobContext& context);

/// Infers anew what depends on the difference between two states, and all that is open. What unknown operators give stays as it was
/// stated. The error of inference where `after` cannot be inferred although `before` could, and of the verifier alike.
Status inferAfterEdit(const Graph& before, Graph& after, JobContext& context);

} // namespace lathe
