#pragma once

#include "core/passes/expansion/expander.h"

namespace lathe {

/// What Attention of ai.onnx computes, as a formula; query heads that share keys are multiplied with them as one matrix of more
/// rows, so that no key is copied. Nothing where the node has a past, filled keys or a mask that is shorter than the keys.
std::optional<Expansion> scaledAttentionFormula(Graph& graph, const Rewriter& rewriter, NodeId id);

} // namespace lathe
