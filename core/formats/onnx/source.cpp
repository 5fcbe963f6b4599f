#include "core/formats/onnx/source.h"

namespace lathe::onnx {

std::string functionKey(std::string_view domain, std::string_view name, std::string_view overload) {
    std::string key(domain);
    for (const std::string_view part : {name, overload})
        (key += '\0') += part;
    return key;
}

Error Source::error(std::string message, std::string node, std::string remedy) const {
    Error error = Error::input(std::move(message), m_file.string(), std::move(remedy));
    error.node = std::move(node);
    return error;
}

Error Source::damaged(std::string_view what, const std::byte* position) const {
    const auto offset = position == nullptr ? 0 : position - m_bytes.data();
    return error(std::string(what) + " is damaged at byte " + std::to_string(offset) + " of " + std::to_string(m_bytes.size()), {},
                 "the file is cut short, altered, or not an ONNX model; get it again or export it again");
}

void Source::warn(Severity severity, std::string code, std::string message, std::string node) const {
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.code = std::move(code);
    diagnostic.message = std::move(message);
    diagnostic.node = std::move(node);
    diagnostic.place.file = m_file.string();
    m_context.report(std::move(diagnostic));
}

Result<MappedFile> Source::external(const std::string& location) {
    if (const auto found = m_external.find(location); found != m_external.end()) return found->second;
    LATHE_TRY(const std::filesystem::path path, resolveInside(m_file.parent_path(), location));
    LATHE_TRY(MappedFile file, MappedFile::open(path));
    m_external.emplace(location, file);
    return file;
}

Status Source::countNodes(std::size_t more) {
    m_nodes += static_cast<std::int64_t>(more);
    if (m_nodes <= kMaxNodes) return {};
    return error("has more than " + std::to_string(kMaxNodes) + " nodes");
}

Status Source::countText(std::size_t more) {
    m_madeText += static_cast<std::int64_t>(more);
    if (m_madeText <= kMaxMadeText) return {};
    return error("its functions cannot be inlined: the names alone would take more than " + std::to_string(kMaxMadeText) + " bytes");
}

} // namespace lathe::onnx
