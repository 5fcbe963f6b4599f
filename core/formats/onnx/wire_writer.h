#pragma once

#include "core/base/output_file.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lathe::onnx {

/// A protobuf message under construction. Large payloads are kept as views, alive as long as the message or their
/// owner, so that a model is streamed out without a second copy of its weights.
class WireWriter {
public:
    void integer(std::uint32_t field, std::int64_t value);
    void real(std::uint32_t field, float value);
    void text(std::uint32_t field, std::string_view value);
    /// Like text, but leaves out what is empty.
    void optionalText(std::uint32_t field, std::string_view value);
    void view(std::uint32_t field, std::span<const std::byte> bytes, std::shared_ptr<const void> owner);
    void message(std::uint32_t field, WireWriter inner);

    std::int64_t size() const { return m_size; }
    Status writeTo(OutputFile& out) const;

private:
    /// Own bytes, then a view.
    struct Part {
        std::string own;
        std::span<const std::byte> view;
        std::shared_ptr<const void> owner;
    };

    void append(std::string_view bytes);
    void appendVarint(std::uint64_t value);
    void appendTag(std::uint32_t field, int type) { appendVarint((std::uint64_t(field) << 3) | static_cast<unsigned>(type)); }

    std::vector<Part> m_parts;
    std::int64_t m_size = 0;
};

} // namespace lathe::onnx
