#pragma once

#include "core/base/job_context.h"
#include "core/graph/graph.h"

namespace lathe {

/// Operators of com.microsoft that only join two or three of ai.onnx are taken apart: FusedConv, FusedGemm, FusedMatMul
/// (TransposeMatMul), BiasGelu, FastGelu with a bias, SkipLayerNormalization; from opset 20 on Gelu and FastGelu become those of
/// ai.onnx.
/// Must not: results beside the first one that somebody reads (but for the sum of SkipLayerNormalization), activations that are
/// not known, opsets without the parts (LayerNormalization: 17), unknown ranks of transposed factors, types other than float.
/// Invariant: the last part keeps the name and output of the node; its origins are those of all parts.
Result<int> expandContribOperators(Graph& graph, JobContext& context);

} // namespace lathe
