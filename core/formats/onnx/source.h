#pragma once

#include "core/base/files.h"
#include "core/base/job_context.h"
#include "core/formats/onnx/wire_reader.h"

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lathe::onnx {

/// Subgraphs in subgraphs: more than any real model has, few enough for any stack.
inline constexpr int kMaxDepth = 64;
/// Bounds of what a file of few bytes can make us allocate.
inline constexpr std::int64_t kMaxNodes = std::int64_t(1) << 20;
inline constexpr std::size_t kMaxRank = 64;
inline constexpr std::int64_t kMaxMadeText = std::int64_t(1) << 27;

/// A FunctionProto of the model; names and messages are views of the file.
struct Function {
    std::string_view name;
    std::string domain, overload;
    std::vector<std::string_view> inputs, outputs;
    std::vector<std::span<const std::byte>> nodes, opsets, attributeDefaults;
    std::int64_t inlinedNodes = -1; ///< with what its nodes call in their place; -1: not counted yet
};

/// What a call and its function have in common.
std::string functionKey(std::string_view domain, std::string_view name, std::string_view overload);

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
    /// An error once the names that inlining makes could take kMaxMadeText bytes.
    Status countText(std::size_t more);

    /// The functions whose calls are replaced by their bodies, by functionKey().
    std::map<std::string, Function> functions;
    /// Keeps a made name for as long as the file is read.
    std::string_view keep(std::string text) { return m_texts.emplace_back(std::move(text)); }

private:
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
    std::filesystem::path m_file;
    JobContext& m_context;
    std::map<std::string, MappedFile, std::less<>> m_external;
    std::int64_t m_nodes = 0, m_madeText = 0;
    std::deque<std::string> m_texts;
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
