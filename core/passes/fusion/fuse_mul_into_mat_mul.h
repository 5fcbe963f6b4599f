#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// A Mul or Div behind a MatMul, by a constant for all or one for each column, goes into the constant weights of the MatMul.
/// Must not: constants that vary along other dimensions or widen the shape, c / x, division by zero, weights that are not two or
/// more dimensions of float, a product that somebody else reads, factors that make weights infinite.
/// Invariant: the MatMul keeps its name, the result keeps the name of the Mul's output.
Result<int> fuseMulIntoMatMul(Graph& graph, JobContext& context);

} // namespace lathe
