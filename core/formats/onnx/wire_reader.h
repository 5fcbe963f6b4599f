#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::onnx {

/// Walks the fields of one protobuf message where it lies, without copying. Malformed bytes, or a field read as what it is
/// not, end the walk: next() is false and isBroken() true.
/// Source: protobuf.dev/programming-guides/encoding.
class WireReader {
public:
    enum class Type { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

    explicit WireReader(std::span<const std::byte> message) : m_rest(message) {}

    /// Steps to the next field.
    bool next();
    std::uint32_t field() const { return m_field; }
    bool isBroken() const { return m_isBroken; }
    /// Where the walk stands: after the current field, or in front of what is broken.
    const std::byte* position() const { return m_rest.data(); }

    std::span<const std::byte> bytes();
    std::string_view text();
    std::int64_t integer();
    float real();

    /// Append the current field of a repeated one, packed or not.
    void appendIntegers(std::vector<std::int64_t>& values);
    void appendReals(std::vector<float>& values);
    /// The little-endian bytes of a repeated float or double field, packed or not.
    std::span<const std::byte> fixedBytes();

private:
    bool readVarint(std::span<const std::byte>& from, std::uint64_t& value) const;
    bool readFixed(std::size_t size);
    bool breakOff();

    std::span<const std::byte> m_rest;
    std::span<const std::byte> m_payload; ///< of a Bytes field, or of a fixed one
    std::uint64_t m_number = 0;           ///< of a Varint field
    std::uint32_t m_field = 0;
    Type m_type = Type::Varint;
    bool m_isBroken = false;
};

} // namespace lathe::onnx
