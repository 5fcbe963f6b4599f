#pragma once

#include "core/graph/tensor.h"

#include <functional>
#include <limits>

namespace lathe {

/// Takes the fill element instead of an element of the source.
inline constexpr std::int64_t kFromFill = std::numeric_limits<std::int64_t>::min();

/// Where the elements along one axis of a result lie in its source, in elements: `start + i * step`, or `table[i]` where
/// there is a table. Offsets of the axes add up.
struct SourceAxis {
    std::int64_t count = 0;
    std::int64_t start = 0;
    std::int64_t step = 1;
    std::vector<std::int64_t> table;

    std::int64_t at(std::int64_t i) const { return table.empty() ? start + i * step : table[static_cast<std::size_t>(i)]; }
};

/// The axes that copy a tensor of these dimensions unchanged.
std::vector<SourceAxis> sourceAxes(std::span<const std::int64_t> dims);

/// out[i0, i1, …] = source[axis0.at(i0) + axis1.at(i1) + …], `fill` (one element) where any of them is kFromFill.
/// `dims` has as many elements as the axes, and may group them otherwise. Any element type, strings included.
Result<Tensor> takeByAxes(const Tensor& source, std::span<const SourceAxis> axes, std::vector<std::int64_t> dims, const Tensor& fill = {});

/// out[i] = source[sourceIndex(i)] in row-major order, `fill` where that is kFromFill.
Result<Tensor> takeByIndex(const Tensor& source, std::vector<std::int64_t> dims,
                           const std::function<std::int64_t(std::int64_t)>& sourceIndex, const Tensor& fill = {});

/// A copy of `target` with target[targetIndex(i)] = updates[i], in order of i.
Result<Tensor> putByIndex(const Tensor& target, const Tensor& updates, const std::function<std::int64_t(std::int64_t)>& targetIndex);

/// The parts one after another along `axis`; all other dimensions are equal.
Result<Tensor> joinAlong(std::span<const Tensor> parts, std::int64_t axis);

} // namespace lathe
