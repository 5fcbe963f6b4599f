#pragma once

#include "core/ops/spatial_window.h"
#include "core/passes/replacement.h"

namespace lathe {

/// How the kernel of a Conv with fixed weights, or of a pool, moves along each spatial axis; nothing where its attributes
/// need sizes that are not known or are wrong, and for ceil_mode = 1, which lets windows hang over the end.
std::optional<std::vector<WindowAxis>> fixedWindow(const Graph& graph, const Rewriter& rewriter, const Node& node);
/// As attributes kernel_shape, strides, pads and dilations (left out when all are 1).
Attributes windowAttributes(std::span<const WindowAxis> window);

/// What tells a Reshape to make this shape: numbers, and -1 for one dimension that is not known. Nothing where two are not
/// known or one is empty.
std::optional<Ints> reshapeTarget(const Graph& graph, ValueId value);

/// The fixed content of a value of type Float; else null.
const Tensor* fixedFloats(const Rewriter& rewriter, ValueId id);
/// A Float tensor of one number everywhere.
Tensor filled(Ints dims, float number);
bool isFinite(const Tensor& floats);

/// True when only the first output of the node is there or read.
bool hasOneOutput(const Rewriter& rewriter, const Node& node);

} // namespace lathe
