#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A MatMul of matrices by constant weights and the Add of a constant behind it become a Gemm.
/// Must not: factors of other ranks, a computed second factor or summand, a summand that widens the product, a product that
/// somebody else reads, types other than float and double, opsets before 7.
/// Invariant: the MatMul keeps its name as the Gemm, the result keeps the name of the Add's output.
Result<int> fuseMatMulAddIntoGemm(Graph& graph, JobContext& context);

} // namespace lathe
