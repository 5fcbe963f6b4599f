#pragma once

#include "core/simulator/functional/kernel.h"

namespace lathe {

// Add, Sub, Sum and Mul in vectors, with operands that repeat along channels or trailing axes. Nothing for other broadcasts and for
// factors that do not fit.
std::unique_ptr<IntegerKernel> makeVectorSum(const KernelSource& source, const LinearCombination& combination);
std::unique_ptr<IntegerKernel> makeVectorMul(const KernelSource& source, const Requantizer& requantizer);

} // namespace lathe
