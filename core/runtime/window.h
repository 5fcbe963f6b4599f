#pragma once

#include "core/graph/graph.h"
#include "core/runtime/layout.h"

#include <optional>

namespace lathe {

/// Strides, dilations (ONNX: 1 is dense) and paddings of a Conv or pool per spatial axis.
struct Window {
    Dims kernel, strides, dilations, padsBefore, padsAfter;
};

/// From the attributes and the shapes of input and output; nothing for malformed attributes.
std::optional<Window> windowOf(const Node& node, const Dims& kernel, const Dims& input, const Dims& output);

} // namespace lathe
