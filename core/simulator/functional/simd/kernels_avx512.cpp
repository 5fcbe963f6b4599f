#define LATHE_VECTOR_BYTES 64
#include "core/simulator/functional/simd/kernel_set.h"

namespace lathe {

extern const VectorKernels kAvx512Kernels;
constexpr VectorKernels kAvx512Kernels = makeKernelSet();

} // namespace lathe
