#define LATHE_VECTOR_BYTES 32
#include "core/simulator/functional/simd/kernel_set.h"

namespace lathe {

extern const VectorKernels kAvx2Kernels;
constexpr VectorKernels kAvx2Kernels = makeKernelSet();

} // namespace lathe
