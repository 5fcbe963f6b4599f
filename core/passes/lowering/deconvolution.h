#pragma once

#include "core/ops/resize_plan.h"
#include "core/passes/replacement.h"

namespace lathe {

/// A Resize of pictures [N, C, H, W] of known size by whole factors.
struct WholeResize {
    ResizeModes modes;
    std::vector<AxisResize> axes;
    std::int64_t channels = 0, high = 1, wide = 1; ///< factors
};

/// Nothing for other nodes, other types than float, and factors that are not whole or all 1.
std::optional<WholeResize> wholeResize(const Graph& graph, const Rewriter& rewriter, const Node& node);

/// A ConvTranspose with one filter of these rows and columns for every channel.
ValueId addDepthwiseDeconvolution(Replacement& parts, ValueId x, const WholeResize& resize, const std::vector<float>& rows,
                                  const std::vector<float>& columns, const Ints& pads);

} // namespace lathe
