#include "core/base/files.h"

#include "core/base/file_region.h"
#include "core/base/file_target.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace lathe {
namespace fs = std::filesystem;
namespace {

Error systemError(const std::string& what, const fs::path& path) {
    return Error::input(what + ": " + std::strerror(errno), path.string());
}

/// Ends a mapping. The file stays open with it, so that its bytes can be copied without passing through memory.
struct Unmap {
    int descriptor;
    std::span<const std::byte> bytes;
    void operator()(const void* start) const {
        ::munmap(const_cast<void*>(start), bytes.size());
        ::close(descriptor);
    }
};

/// The file that is written beside the final one; removed unless it was renamed.
class TemporaryFile {
public:
    explicit TemporaryFile(const fs::path& target) : m_path(partOf(target)) {}
    ~TemporaryFile() {
        std::error_code ignored;
        if (!m_kept) fs::remove(m_path, ignored);
    }
    const fs::path& path() const { return m_path; }
    void keep() { m_kept = true; }

private:
    fs::path m_path;
    bool m_kept = false;
};

Status flushToDisk(const fs::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY);
    if (file < 0) return systemError("cannot reopen", path);
    const int outcome = ::fsync(file);
    ::close(file);
    if (outcome != 0) return systemError("cannot flush to disk", path);
    return {};
}

} // namespace

Result<MappedFile> MappedFile::open(const fs::path& path) {
    // Without O_NONBLOCK a pipe that nobody writes to would hold us here.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return systemError("cannot open", path);
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        ::close(file);
        return Error::input("is not a regular file", path.string());
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    MappedFile mapped;
    if (size > 0) {
        void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
        if (data == MAP_FAILED) {
            const Error error = systemError("cannot map", path);
            ::close(file);
            return error;
        }
        mapped.m_bytes = {static_cast<const std::byte*>(data), size};
        mapped.m_owner = std::shared_ptr<const void>(data, Unmap{file, mapped.m_bytes});
        return mapped;
    }
    ::close(file);
    return mapped;
}

std::optional<FileRegion> findFileRegion(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner) {
    const Unmap* mapping = std::get_deleter<Unmap>(owner);
    if (mapping == nullptr || bytes.empty()) return std::nullopt;
    const std::byte *begin = mapping->bytes.data(), *end = begin + mapping->bytes.size();
    if (std::less<>()(bytes.data(), begin) || std::less<>()(end, bytes.data() + bytes.size())) return std::nullopt;
    return FileRegion{mapping->descriptor, bytes.data() - begin};
}

Result<std::string> readTextFile(const fs::path& path, std::int64_t maxBytes) {
    LATHE_TRY(MappedFile file, MappedFile::open(path));
    const auto bytes = file.bytes();
    if (static_cast<std::int64_t>(bytes.size()) > maxBytes)
        return Error::input("is larger than the " + std::to_string(maxBytes) + " bytes that such a file may have", path.string());
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Status writeFileAtomically(const fs::path& link, const std::function<void(std::ostream&)>& write) {
    LATHE_TRY(const fs::path path, writableTarget(link));
    removeStaleParts(path);
    TemporaryFile temporary(path);
    {
        errno = 0;
        std::ofstream stream(temporary.path(), std::ios::binary | std::ios::trunc);
        if (!stream) return cannotWrite(path);
        write(stream);
        stream.close();
        if (!stream) return cannotWrite(path);
    }
    LATHE_CHECK(flushToDisk(temporary.path()));
    std::error_code failed;
    fs::rename(temporary.path(), path, failed);
    if (failed) return cannotWrite(path, failed.value());
    temporary.keep();
    return {};
}

Status writeFileAtomically(const fs::path& path, std::string_view content) {
    return writeFileAtomically(path, [&](std::ostream& out) { out.write(content.data(), static_cast<std::streamsize>(content.size())); });
}

Result<fs::path> resolveInside(const fs::path& folder, const std::string& relative) {
    const Error leaves = Error::input("'" + relative + "' lies outside the folder " + (folder.empty() ? std::string(".") : folder.string()), relative,
                                      "files that a model refers to must lie in its own folder");
    if (fs::path(relative).is_absolute()) return leaves;
    // The system would read the name up to there only.
    if (relative.find('\0') != std::string::npos)
        return Error::input("a file name holds a NUL byte", folder.string(), "get the model again");
    std::error_code failed;
    const fs::path root = fs::canonical(folder.empty() ? fs::path(".") : folder, failed);
    if (failed) return Error::input("no such folder", folder.string());
    const fs::path target = fs::weakly_canonical(root / relative, failed);
    if (failed) return Error::input("cannot resolve the path", relative);
    const auto [inRoot, inTarget] = std::mismatch(root.begin(), root.end(), target.begin(), target.end());
    if (inRoot != root.end()) return leaves;
    if (!fs::exists(target, failed)) return Error::input("no such file", (folder / relative).string());
    return target;
}

Status makeFolder(const fs::path& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (!failed && fs::is_directory(path)) return {};
    return cannotWrite(path, failed ? failed.value() : ENOTDIR, "cannot make the folder");
}

std::string safeFileName(std::string_view name) {
    std::string safe;
    for (const char c : name) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
        safe += isPlain ? c : '_';
    }
    if (safe.empty() || safe == "." || safe == "..") return "_" + safe;
    return safe;
}

std::string UniqueFileNames::next(std::string_view name) {
    const std::string safe = safeFileName(name);
    std::string unique = safe;
    for (int number = 1; !m_taken.insert(unique).second; ++number)
        unique = safe + "_" + std::to_string(number);
    return unique;
}

} // namespace lathe
