#pragma once

#include "core/simulator/functional/kernel.h"

namespace lathe {

/// A product of activations [rows…, K] with constant weights [K, N], in vectors; nothing for other shapes. `bias` by column or empty;
/// `requantizers` by column, or one.
std::unique_ptr<IntegerKernel> makeVectorProduct(const KernelSource& source, const Tensor& weights, std::span<const std::int64_t> bias,
                                                 const std::vector<Requantizer>& requantizers);

} // namespace lathe
