#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Two or more MatMuls that read one value and have constant matrices as weights (queries, keys and values of an attention)
/// become one MatMul and a Split; where each has an Add of a constant row behind it, those become one Add.
/// Must not: weights that others read too (the file would grow), of other shapes or types, inputs of rank below 3 (Gemm does
/// better there) or not known.
/// Invariant: the results keep their names; the first MatMul keeps its name.
Result<int> fuseQkv(Graph& graph, JobContext& context);

} // namespace lathe
