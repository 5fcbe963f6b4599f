#pragma once

#include "core/simulator/functional/functional.h"
#include "core/simulator/functional/simd/vector_kernels.h"

namespace lathe {

/// The vector kernels of a path, nullptr for the reference loops. LATHE_ISA comes before `asked`. A Usage error for a path that this
/// processor lacks and for an unknown name.
Result<const VectorKernels*> vectorKernelsOf(IntegerPath asked);

} // namespace lathe
