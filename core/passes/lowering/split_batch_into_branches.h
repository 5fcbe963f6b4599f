#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Convolutions, pools and normalizations of a batch become one node per sample, between Split and Concat; element-wise nodes
/// behind them join the branches, so that a whole network becomes one branch per sample.
/// Must not: batches that are not known, of 1 or of more than 16.
/// Invariant: the outputs; the last Concat keeps name and output of the node it stands for.
Result<int> splitBatchIntoBranches(Graph& graph, JobContext& context);

} // namespace lathe
