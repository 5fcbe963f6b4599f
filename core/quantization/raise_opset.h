#pragma once

#include "core/graph/graph.h"

namespace lathe {

/// Rewrites a graph of ai.onnx 7 … 12 as one of version 13 that means the same: attributes that became inputs (Clip, Pad,
/// Slice, Squeeze, Split, ReduceSum …), operators that were replaced (Upsample, Scatter), the flattening Softmax. Node ids
/// and value names stay. A graph of 13 or later is left alone.
void raiseToOpset13(Graph& graph);

} // namespace lathe
