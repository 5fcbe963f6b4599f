#pragma once

#include <span>
#include <string_view>

namespace lathe {

/// Instruction sets that have integer kernels of their own, each faster than the ones before it. All compute the same bytes.
enum class Isa {
    Generic,    ///< what the compiler takes for granted on this architecture
    Avx2,       ///< 16-bit products in vectors of 32 bytes
    AvxVnni,    ///< 8-bit products in vectors of 32 bytes
    Avx512,     ///< 16-bit products in vectors of 64 bytes
    Avx512Vnni, ///< 8-bit products in vectors of 64 bytes
};
std::string_view toName(Isa isa);

/// Those of this processor, ascending; Generic is always there.
std::span<const Isa> supportedIsas();
bool isSupported(Isa isa);

} // namespace lathe
