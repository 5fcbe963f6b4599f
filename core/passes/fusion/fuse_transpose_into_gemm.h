#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Transpose of a matrix that only a Gemm reads becomes the transA or transB of the Gemm.
/// Must not: other permutations, a transposed matrix that somebody else reads or that is both factors.
/// Invariant: the Gemm keeps its name and output.
Result<int> fuseTransposeIntoGemm(Graph& graph, JobContext& context);

} // namespace lathe
