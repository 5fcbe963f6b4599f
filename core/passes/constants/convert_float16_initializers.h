#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A model that computes in float16 computes in float: its constants are widened, inputs of float16 go through a Cast to float and
/// outputs through one back, so that the interface stays. Tool chains that know float alone take the model then.
/// Must not: models without float16 constants, with subgraphs, with float16 constants that callers may override, or with
/// operators of other domains that read or write float16.
/// Invariant: names, types and shapes of inputs and outputs. Values lose the rounding to 11 bits between operators.
Result<int> convertFloat16Initializers(Graph& graph, JobContext& context);

} // namespace lathe
