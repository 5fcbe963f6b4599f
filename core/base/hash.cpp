#include "core/base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdio>

namespace lathe {

std::string ContentHash::toHex() const {
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(high), static_cast<unsigned long long>(low));
    return text;
}

Hasher& Hasher::add(std::span<const std::byte> bytes) {
    const std::uint64_t seed = m_state.low ^ (m_state.high * 0x9E3779B97F4A7C15ULL) ^ bytes.size();
    const XXH128_hash_t part = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
    const std::uint64_t chain[4] = {m_state.high, m_state.low, part.high64, part.low64};
    const XXH128_hash_t next = XXH3_128bits(chain, sizeof chain);
    m_state = {next.high64, next.low64};
    return *this;
}

Hasher& Hasher::add(std::string_view text) {
    return add(std::as_bytes(std::span(text.data(), text.size())));
}

ContentHash Hasher::finish() const {
    return m_state;
}

} // namespace lathe
