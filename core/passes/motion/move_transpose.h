#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Lets the nodes behind (and, through branches, around) a Transpose work on the data as it was before, with their axes and
/// constants transposed: element-wise and quantizing nodes, Concat, Split, Pad, Slice, reductions, Softmax, nearest Resize.
/// The Transposes at the border of such a region meet their inverses and go; where the order is needed, one is put in.
/// Must not: unless there are fewer Transposes afterwards, counted before anything is changed; constants that would have
/// to be copied and are large.
/// Invariant: names and content of graph outputs and of what bodies read; every bit (sums go over the same axes in the
/// same order).
Result<int> moveTranspose(Graph& graph, JobContext& context);

} // namespace lathe
