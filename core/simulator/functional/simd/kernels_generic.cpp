#define LATHE_VECTOR_BYTES 16
#include "core/simulator/functional/simd/kernel_set.h"

namespace lathe {

extern const VectorKernels kGenericKernels;
constexpr VectorKernels kGenericKernels = makeKernelSet();

} // namespace lathe
