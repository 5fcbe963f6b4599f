#include "core/formats/onnx/wire_reader.h"

#include <bit>
#include <cstring>

namespace lathe::onnx {

static_assert(std::endian::native == std::endian::little, "the tensors of ONNX files are little-endian and used in place");

bool WireReader::breakOff() {
    m_isBroken = true;
    return false;
}

bool WireReader::readVarint(std::span<const std::byte>& from, std::uint64_t& value) const {
    value = 0;
    for (std::size_t i = 0; i < from.size() && i < 10; ++i) {
        const auto part = std::to_integer<std::uint64_t>(from[i]);
        value |= (part & 0x7F) << (7 * i);
        if ((part & 0x80) != 0) continue;
        from = from.subspan(i + 1);
        return true;
    }
    return false;
}

bool WireReader::readFixed(std::size_t size) {
    if (m_rest.size() < size) return breakOff();
    m_payload = m_rest.first(size);
    m_rest = m_rest.subspan(size);
    return true;
}

bool WireReader::next() {
    if (m_isBroken || m_rest.empty()) return false;
    auto rest = m_rest;
    std::uint64_t tag = 0;
    if (!readVarint(rest, tag) || (tag >> 3) == 0 || (tag >> 3) > 0x1FFFFFFF) return breakOff();
    m_field = static_cast<std::uint32_t>(tag >> 3);
    m_type = static_cast<Type>(tag & 7);
    switch (m_type) {
    case Type::Varint:
        if (!readVarint(rest, m_number)) return breakOff();
        m_rest = rest;
        return true;
    case Type::Bytes: {
        std::uint64_t size = 0;
        if (!readVarint(rest, size) || size > rest.size()) return breakOff();
        m_rest = rest;
        return readFixed(static_cast<std::size_t>(size));
    }
    case Type::Fixed32:
        m_rest = rest;
        return readFixed(4);
    case Type::Fixed64:
        m_rest = rest;
        return readFixed(8);
    }
    return breakOff();
}

std::span<const std::byte> WireReader::bytes() {
    if (m_type == Type::Bytes) return m_payload;
    breakOff();
    return {};
}

std::string_view WireReader::text() {
    const auto payload = bytes();
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
}

std::int64_t WireReader::integer() {
    if (m_type == Type::Varint) return static_cast<std::int64_t>(m_number);
    breakOff();
    return 0;
}

float WireReader::real() {
    float value = 0.0f;
    if (m_type == Type::Fixed32)
        std::memcpy(&value, m_payload.data(), sizeof value);
    else
        breakOff();
    return value;
}

void WireReader::appendIntegers(std::vector<std::int64_t>& values) {
    if (m_type != Type::Bytes) {
        values.push_back(integer());
        return;
    }
    auto rest = m_payload;
    std::uint64_t value = 0;
    while (!rest.empty()) {
        if (!readVarint(rest, value)) {
            breakOff();
            return;
        }
        values.push_back(static_cast<std::int64_t>(value));
    }
}

void WireReader::appendReals(std::vector<float>& values) {
    const auto source = fixedBytes();
    if (source.size() % sizeof(float) != 0) {
        breakOff();
        return;
    }
    if (source.empty()) return;
    const std::size_t before = values.size();
    values.resize(before + source.size() / sizeof(float));
    std::memcpy(values.data() + before, source.data(), source.size());
}

std::span<const std::byte> WireReader::fixedBytes() {
    if (m_type != Type::Varint) return m_payload;
    breakOff();
    return {};
}

} // namespace lathe::onnx
