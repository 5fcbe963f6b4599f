#define LATHE_VECTOR_BYTES 64
#include "core/simulator/functional/simd/kernel_set.h"

namespace lathe {

extern const VectorKernels kAvx512VnniKernels;
constexpr VectorKernels kAvx512VnniKernels = makeKernelSet();

} // namespace lathe
