#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace lathe {

/// A 128-bit content hash (XXH3), the key of the stage cache. Not cryptographic.
struct ContentHash {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    auto operator<=>(const ContentHash&) const = default;
    std::string toHex() const;
};

/// Collects the parts of a key. Every part is framed by its length, so that ("ab","c") and ("a","bc") differ.
class Hasher {
public:
    Hasher& add(std::span<const std::byte> bytes);
    Hasher& add(std::string_view text);
    template <class T>
    requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) Hasher& add(T value) { return add(std::as_bytes(std::span(&value, 1))); }
    Hasher& add(const ContentHash& hash) { return add(hash.high).add(hash.low); }
    ContentHash finish() const;

private:
    ContentHash m_state;
};

} // namespace lathe
