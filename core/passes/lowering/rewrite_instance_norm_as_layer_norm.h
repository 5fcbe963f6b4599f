#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// InstanceNormalization becomes Reshape, LayerNormalization of each channel's map, Mul and Add per channel, Reshape.
/// Must not: opset before 17, types other than float, shapes that are not static, maps of more than 2^18 elements (the
/// LayerNormalization needs as many ones).
/// Invariant: the outputs but for rounding.
Result<int> rewriteInstanceNormAsLayerNorm(Graph& graph, JobContext& context);

} // namespace lathe
