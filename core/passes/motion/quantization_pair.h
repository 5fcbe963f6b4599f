#pragma once

#include "core/passes/replacement.h"

namespace lathe {

/// True when both nodes (QuantizeLinear or DequantizeLinear) have the same fixed parameters, of 8 or 16 bits, with scales
/// for which quantizing a dequantized number gives that number again.
bool haveEqualScales(const Graph& graph, const Rewriter& rewriter, const Node& a, const Node& b);

/// True when the node's scale and zero point are one fixed number each (the zero point may be omitted).
bool isPerTensor(const Rewriter& rewriter, const Node& node);

} // namespace lathe
