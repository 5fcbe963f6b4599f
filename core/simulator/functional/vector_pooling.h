#pragma once

#include "core/simulator/functional/kernel.h"
#include "core/simulator/functional/window.h"

#include <map>

namespace lathe {

/// Averages over windows of [N, C, H, W], or over all of them, with the requantizer of each number of elements that count.
struct AverageSource {
    SlidingWindow window;
    std::int64_t zero = 0;                            ///< of the input
    std::vector<std::int64_t> counts;                 ///< how many elements count, by output of a plane
    std::map<std::int64_t, Requantizer> requantizers; ///< by count
};

// Pooling and concatenation with the channels last; nothing for the cases that they do not cover.
std::unique_ptr<IntegerKernel> makeVectorAverage(const KernelSource& source, const AverageSource& average);
std::unique_ptr<IntegerKernel> makeVectorMaxPool(const KernelSource& source);
std::unique_ptr<IntegerKernel> makeVectorConcat(const KernelSource& source, std::span<const std::optional<Requantizer>> requantizers);

} // namespace lathe
