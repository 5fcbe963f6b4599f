#include "core/simulator/functional/simd/isa.h"

#include <algorithm>
#include <array>
#include <vector>

namespace lathe {
namespace {

std::vector<Isa> detect() {
    std::vector<Isa> found{Isa::Generic};
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2")) return found;
    found.push_back(Isa::Avx2);
    if (__builtin_cpu_supports("avxvnni")) found.push_back(Isa::AvxVnni);
    const bool hasAvx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                           __builtin_cpu_supports("avx512vl");
    if (hasAvx512) found.push_back(Isa::Avx512);
    if (hasAvx512 && __builtin_cpu_supports("avx512vnni")) found.push_back(Isa::Avx512Vnni);
#endif
    return found;
}

} // namespace

std::string_view toName(Isa isa) {
    static constexpr std::array<std::string_view, 5> kNames{"generic", "avx2", "avx-vnni", "avx512", "avx512-vnni"};
    return kNames[static_cast<std::size_t>(isa)];
}

std::span<const Isa> supportedIsas() {
    static const std::vector<Isa> kFound = detect();
    return kFound;
}

bool isSupported(Isa isa) {
    return std::ranges::find(supportedIsas(), isa) != supportedIsas().end();
}

} // namespace lathe
