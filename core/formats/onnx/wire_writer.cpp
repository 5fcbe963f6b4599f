#include "core/formats/onnx/wire_writer.h"

#include <cstring>

namespace lathe::onnx {
namespace {

constexpr int kVarint = 0, kBytes = 2, kFixed32 = 5;
constexpr std::size_t kSmallestView = 4096;

} // namespace

void WireWriter::append(std::string_view bytes) {
    if (m_parts.empty() || !m_parts.back().view.empty()) m_parts.emplace_back();
    m_parts.back().own += bytes;
    m_size += static_cast<std::int64_t>(bytes.size());
}

void WireWriter::appendVarint(std::uint64_t value) {
    char bytes[10];
    std::size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[size++] = static_cast<char>((value & 0x7F) | 0x80);
    bytes[size++] = static_cast<char>(value);
    append({bytes, size});
}

void WireWriter::integer(std::uint32_t field, std::int64_t value) {
    appendTag(field, kVarint);
    appendVarint(static_cast<std::uint64_t>(value));
}

void WireWriter::real(std::uint32_t field, float value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    appendTag(field, kFixed32);
    append({bytes, sizeof value});
}

void WireWriter::text(std::uint32_t field, std::string_view value) {
    appendTag(field, kBytes);
    appendVarint(value.size());
    append(value);
}

void WireWriter::optionalText(std::uint32_t field, std::string_view value) {
    if (!value.empty()) text(field, value);
}

void WireWriter::view(std::uint32_t field, std::span<const std::byte> bytes, std::shared_ptr<const void> owner) {
    if (bytes.size() < kSmallestView) return text(field, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    appendTag(field, kBytes);
    appendVarint(bytes.size());
    m_parts.back().view = bytes;
    m_parts.back().owner = std::move(owner);
    m_size += static_cast<std::int64_t>(bytes.size());
}

void WireWriter::message(std::uint32_t field, WireWriter inner) {
    appendTag(field, kBytes);
    appendVarint(static_cast<std::uint64_t>(inner.m_size));
    for (Part& part : inner.m_parts) {
        append(part.own);
        if (part.view.empty()) continue;
        m_parts.back().view = part.view;
        m_parts.back().owner = std::move(part.owner);
        m_size += static_cast<std::int64_t>(part.view.size());
    }
}

Status WireWriter::writeTo(OutputFile& out) const {
    for (const Part& part : m_parts) {
        LATHE_CHECK(out.append(std::as_bytes(std::span(part.own))));
        LATHE_CHECK(out.append(part.view, part.owner));
    }
    return {};
}

} // namespace lathe::onnx
