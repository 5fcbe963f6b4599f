#pragma once

#include "core/ops/op_table.h"

#include <array>

namespace lathe {

/// How a window (kernel) moves along one spatial axis.
struct WindowAxis {
    std::int64_t kernel = 1, stride = 1, dilation = 1;
    std::int64_t padBegin = 0, padEnd = 0;
    Dim input, output;

    std::int64_t extent() const { return (kernel - 1) * dilation + 1; }
    /// Input position of kernel element k in window o; may lie in the padding.
    std::int64_t position(std::int64_t o, std::int64_t k) const { return o * stride + k * dilation - padBegin; }
};

/// Reads strides, dilations, pads, auto_pad and ceil_mode of a node and computes the output size of each spatial axis of
/// `input` [N, C, spatial…]; unknown where the input is. Errors: attributes whose count does not fit the rank, values out
/// of range, a kernel larger than the padded input.
Result<std::vector<WindowAxis>> windowOf(const OpContext& context, const Shape& input, std::span<const std::int64_t> kernel);

/// As windowOf for ConvTranspose: output_padding and output_shape instead of ceil_mode; position() maps an input
/// position o and kernel element k to the output position.
Result<std::vector<WindowAxis>> transposedWindowOf(const OpContext& context, const Shape& input, std::span<const std::int64_t> kernel);

/// Exactly three axes (depth, height, width), missing ones in front as size 1, all known.
using Window3 = std::array<WindowAxis, 3>;
Result<Window3> threeAxes(const OpContext& context, std::span<const WindowAxis> axes);

/// Positions [first, last) of a row of `count` for which first·stride + offset stays inside [0, limit).
struct Range {
    std::int64_t first = 0, last = 0;
};
Range insideRange(std::int64_t count, std::int64_t stride, std::int64_t offset, std::int64_t limit);

} // namespace lathe
