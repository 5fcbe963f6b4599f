#include "core/simulator/functional/simd/vector_kernels.h"

namespace lathe {

extern const VectorKernels kGenericKernels;
#if defined(__x86_64__)
extern const VectorKernels kAvx2Kernels, kAvxVnniKernels, kAvx512Kernels, kAvx512VnniKernels;
#endif

const VectorKernels& vectorKernels(Isa isa) {
    switch (isa) {
#if defined(__x86_64__)
    case Isa::Avx2:
        return kAvx2Kernels;
    case Isa::AvxVnni:
        return kAvxVnniKernels;
    case Isa::Avx512:
        return kAvx512Kernels;
    case Isa::Avx512Vnni:
        return kAvx512VnniKernels;
#endif
    default:
        return kGenericKernels;
    }
}

} // namespace lathe
