#define LATHE_VECTOR_BYTES 32
#include "core/simulator/functional/simd/kernel_set.h"

namespace lathe {

extern const VectorKernels kAvxVnniKernels;
constexpr VectorKernels kAvxVnniKernels = makeKernelSet();

} // namespace lathe
