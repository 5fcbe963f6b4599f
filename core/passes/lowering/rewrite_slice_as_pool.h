#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Slice that takes every n-th row and column of a picture becomes a MaxPool with a kernel of 1 and strides of n, behind a Slice
/// without steps where the first or last ones are left out.
/// Must not: steps along other axes than the last two of four, bounds that are not fixed, types other than float.
/// Invariant: the MaxPool keeps name and output.
Result<int> rewriteSliceAsPool(Graph& graph, JobContext& context);

} // namespace lathe
