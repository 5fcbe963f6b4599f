#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Reshape, Transpose, Reshape that move blocks of channels into the picture become DepthToSpace, those that move blocks of the
/// picture into the channels become SpaceToDepth.
/// Must not: dimensions that are not static (but for the batch), other permutations, the order of PyTorch's pixel_unshuffle
/// (no operator has it), mode CRD before opset 11, parts that somebody else reads, types other than float.
/// Invariant: the last part keeps its name and output.
Result<int> recognizeDepthToSpace(Graph& graph, JobContext& context);

} // namespace lathe
