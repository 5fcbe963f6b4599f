#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace lathe::test {

/// The bytes of a protobuf message, field by field, for tests of readers; knows nothing of what they read.
/// Source: protobuf.dev/programming-guides/encoding.
class MessageBytes {
public:
    void integer(std::uint32_t field, std::int64_t value) {
        tag(field, 0);
        varint(static_cast<std::uint64_t>(value));
    }
    void real(std::uint32_t field, float value) {
        tag(field, 5);
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        m_bytes.append(bytes, sizeof value);
    }
    void text(std::uint32_t field, std::string_view value) {
        tag(field, 2);
        varint(value.size());
        m_bytes += value;
    }
    void bytes(std::uint32_t field, std::span<const std::byte> value) {
        text(field, {reinterpret_cast<const char*>(value.data()), value.size()});
    }
    void message(std::uint32_t field, const MessageBytes& inner) { text(field, inner.m_bytes); }

    const std::string& content() const { return m_bytes; }

private:
    void tag(std::uint32_t field, std::uint32_t type) { varint((std::uint64_t(field) << 3) | type); }
    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7)
            m_bytes += static_cast<char>(value | 0x80);
        m_bytes += static_cast<char>(value);
    }

    std::string m_bytes;
};

} // namespace lathe::test
