#include "core/base/file_target.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lathe {
namespace fs = std::filesystem;

Error cannotWrite(const fs::path& path) {
    Error error = Error::internal(std::string("cannot write: ") + std::strerror(errno));
    error.place.file = path.string();
    error.remedy = "check that the folder exists, is writable and has space left";
    return error;
}

Result<fs::path> writableTarget(const fs::path& path) {
    std::error_code failed;
    const fs::file_status status = fs::status(path, failed);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        Error error = Error::usage(fs::is_directory(status) ? "is a folder" : "is no regular file", "give the name of a file");
        error.place.file = path.string();
        return error;
    }
    if (!fs::is_symlink(path, failed)) return path;
    const fs::path target = fs::weakly_canonical(path, failed);
    return failed ? path : target;
}

fs::path partOf(const fs::path& target) {
    return target.string() + ".part" + std::to_string(::getpid());
}

} // namespace lathe
