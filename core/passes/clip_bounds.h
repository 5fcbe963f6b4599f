#pragma once

#include "core/passes/rewriter.h"

#include <limits>

namespace lathe {

/// min(max(x, low), high).
struct ClipBounds {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
};

/// The bounds of a Clip or Relu of floats. Nothing where they are not fixed, not numbers, or cross.
std::optional<ClipBounds> clipBounds(const Graph& graph, const Rewriter& rewriter, const Node& node);

/// Makes a Clip of `source`, which is of floats, of the node, in the form of the model's opset (at least 6).
void setClip(Graph& graph, Rewriter& rewriter, NodeId id, ValueId source, const ClipBounds& bounds);

} // namespace lathe
