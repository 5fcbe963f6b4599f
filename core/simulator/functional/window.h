#pragma once

#include "core/base/result.h"
#include "core/graph/graph.h"

#include <array>

namespace lathe {

/// A sliding window over [N, C, H, W]; [N, C, W] is taken as H = 1. Index 0 is H, 1 is W.
struct SlidingWindow {
    std::array<std::int64_t, 2> input{1, 1}, output{1, 1}, kernel{1, 1}, stride{1, 1}, dilation{1, 1};
    std::array<std::int64_t, 2> padBegin{0, 0}, padEnd{0, 0};
};

/// From a node's attributes, with auto_pad resolved. `kernel` are the spatial sizes of the filter.
/// An Unsupported error for more than two spatial axes.
Result<SlidingWindow> slidingWindowOf(const Node& node, const std::vector<std::int64_t>& inputDims,
                                      const std::vector<std::int64_t>& outputDims, const std::vector<std::int64_t>& kernel);

} // namespace lathe
