#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lathe {

/// Order of a tensor's elements in memory, always dense. ChannelsLast moves axis 1 behind the spatial axes (NHWC, NWC, NDHWC).
enum class Layout { Plain, ChannelsLast };

using Dims = std::vector<std::int64_t>;

/// Both layouts put the elements in the same order (rank below 3, one channel, or one pixel).
bool layoutsCoincide(std::span<const std::int64_t> dims);
/// `dims` in the order of memory, outermost first.
Dims physicalDims(std::span<const std::int64_t> dims, Layout layout);
/// Stride in elements of every logical axis.
Dims stridesOf(std::span<const std::int64_t> dims, Layout layout);
/// Logical axes in the order of memory, outermost first.
std::vector<std::size_t> axesInMemoryOrder(std::size_t rank, Layout layout);

} // namespace lathe
