#include "core/runtime/layout.h"

#include "core/graph/shape.h"

namespace lathe {

bool layoutsCoincide(std::span<const std::int64_t> dims) {
    if (dims.size() < 3 || dims[1] == 1) return true;
    return std::all_of(dims.begin() + 2, dims.end(), [](std::int64_t dim) { return dim == 1; });
}

std::vector<std::size_t> axesInMemoryOrder(std::size_t rank, Layout layout) {
    std::vector<std::size_t> axes(rank);
    std::iota(axes.begin(), axes.end(), std::size_t(0));
    if (layout == Layout::ChannelsLast && rank > 2) std::rotate(axes.begin() + 1, axes.begin() + 2, axes.end());
    return axes;
}

Dims physicalDims(std::span<const std::int64_t> dims, Layout layout) {
    Dims ordered;
    for (const std::size_t axis : axesInMemoryOrder(dims.size(), layout))
        ordered.push_back(dims[axis]);
    return ordered;
}

Dims stridesOf(std::span<const std::int64_t> dims, Layout layout) {
    const auto axes = axesInMemoryOrder(dims.size(), layout);
    const Dims physical = rowMajorStrides(physicalDims(dims, layout));
    Dims strides(dims.size());
    for (std::size_t i = 0; i < axes.size(); ++i)
        strides[axes[i]] = physical[i];
    return strides;
}

} // namespace lathe
