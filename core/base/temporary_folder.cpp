#include "core/base/temporary_folder.h"

#include "core/base/file_target.h"
#include "core/base/files.h"

#include <utility>

namespace lathe {
namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : m_target(std::move(other.m_target)), m_path(std::exchange(other.m_path, {})) {}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!m_path.empty()) fs::remove_all(m_path, ignored);
}

Result<TemporaryFolder> TemporaryFolder::besides(const fs::path& target) {
    std::error_code failed;
    if (fs::exists(target, failed) && !fs::is_directory(target, failed)) {
        Error error = Error::usage("is a file, where a folder is to be written", "move it away");
        error.place.file = target.string();
        return error;
    }
    for (const fs::path& stale : staleParts(target))
        fs::remove_all(stale, failed);
    const fs::path part = partOf(target);
    fs::remove_all(part, failed);
    LATHE_CHECK(makeFolder(part));
    return TemporaryFolder(target, part);
}

Status TemporaryFolder::publish() {
    std::error_code failed;
    fs::remove_all(m_target, failed);
    if (!failed) fs::rename(m_path, m_target, failed);
    if (failed) return cannotWrite(m_target, failed.value());
    m_path.clear();
    return {};
}

} // namespace lathe
