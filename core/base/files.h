#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <span>
#include <string>

namespace lathe {

/// A file mapped read-only. Copies share the mapping; it lives as long as any of them.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);

    std::span<const std::byte> bytes() const { return m_bytes; }
    const std::shared_ptr<const void>& owner() const { return m_owner; }

private:
    std::shared_ptr<const void> m_owner;
    std::span<const std::byte> m_bytes;
};

/// The whole file as text; an Input error when it cannot be read or is larger than `maxBytes`.
Result<std::string> readTextFile(const std::filesystem::path& path, std::int64_t maxBytes = 64 << 20);

/// Writes beside `path`, flushes to the disk, then renames: readers see the old file or the new one, never a part.
/// On any failure (disk full, no permission) the old file stays and nothing is left beside it.
Status writeFileAtomically(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);
Status writeFileAtomically(const std::filesystem::path& path, std::string_view content);

/// `relative` under `folder`, or an Input error when it is absolute, leaves the folder (also through links) or is missing.
Result<std::filesystem::path> resolveInside(const std::filesystem::path& folder, const std::string& relative);

/// Makes the folder and its parents.
Status makeFolder(const std::filesystem::path& path);

/// `name` with everything but letters, digits, '.', '_' and '-' as '_'; never empty, never "." or "..".
std::string safeFileName(std::string_view name);

/// Safe file names that are different for different things: a number is added where two collide.
class UniqueFileNames {
public:
    std::string next(std::string_view name);

private:
    std::set<std::string> m_taken;
};

} // namespace lathe
