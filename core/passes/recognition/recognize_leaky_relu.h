#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// max(x, a · x) with a in [0, 1], relu(x) + a · min(x, 0), relu(x) − a · relu(−x) and a choice by x > 0 become LeakyRelu;
/// with one slope per channel in place of a, the sums become PRelu.
/// Must not: slopes outside [0, 1] for max, slopes that widen x, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeLeakyRelu(Graph& graph, JobContext& context);

} // namespace lathe
