#pragma once

#include "core/base/files.h"
#include "core/base/job_context.h"
#include "core/formats/onnx/wire_reader.h"

#include <filesystem>
#include <map>
#include <memory>

namespace lathe::onnx {

/// Subgraphs in subgraphs: more than any real model has, few enough for any stack.
inline constexpr int kMaxDepth = 64;
/// Bounds of what a file of few bytes can make us allocate.
inline constexpr std::int64_t kMaxNodes = std::int64_t(1) << 20;
inline constexpr std::size_t kMaxRank = 64;

/// The file being read: its bytes, who keeps them alive, its external data, and how to say what is wrong with it.
class Source {
public:
    Source(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::filesystem::path file, JobContext& context)
        : m_bytes(bytes), m_owner(std::move(owner)), m_file(std::move(file)), m_context(context) {}

    std::span<const std::byte> bytes() const { return m_bytes; }
    const std::shared_ptr<const void>& owner() const { return m_owner; }
    JobContext& context() { return m_context; }

    Error error(std::string message, std::string node = {}, std::string remedy = {}) const;
    /// An error about the bytes at `position`; `what` is the message that is broken ("the model", "node 12").
    Error damaged(std::string_view what, const std::byte* position) const;
    void warn(Severity severity, std::string code, std::string message, std::string node = {}) const;

    /// External data `location` inside the model's folder; mapped once.
    Result<MappedFile> external(const std::string& location);
    /// An error once the model as a whole has more nodes than kMaxNodes.
    Status countNodes(std::size_t more);

private:
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
    std::filesystem::path m_file;
    JobContext& m_context;
    std::map<std::string, MappedFile, std::less<>> m_external;
    std::int64_t m_nodes = 0;
};

/// Calls visit(reader) for each field of `message`; a broken message is an error that names `what`.
template <class Visit>
Status walk(const Source& source, std::span<const std::byte> message, std::string_view what, Visit visit) {
    WireReader reader(message);
    while (reader.next()) {
        visit(reader);
        if (reader.isBroken()) break;
    }
    if (reader.isBroken()) return source.damaged(what, reader.position());
    return {};
}

} // namespace lathe::onnx
