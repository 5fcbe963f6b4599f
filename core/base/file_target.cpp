#include "core/base/file_target.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace lathe {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPart = ".part";

/// Another path would do; what is left (disk full, quota, broken device) is the machine's failure.
bool isWrongPlace(int error) {
    constexpr std::array kWrong{ENOENT, ENOTDIR, EISDIR, EEXIST, EACCES, EPERM, EROFS, ENAMETOOLONG, ELOOP, EINVAL};
    return std::ranges::find(kWrong, error) != kWrong.end();
}

/// The process that writes a file called `name`; 0 when that is no part of `stem`.
pid_t writerOf(std::string_view name, std::string_view stem) {
    if (!name.starts_with(stem) || !name.substr(stem.size()).starts_with(kPart)) return 0;
    const std::string_view number = name.substr(stem.size() + kPart.size());
    pid_t process = 0;
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), process);
    return failed == std::errc() && end == number.data() + number.size() && process > 0 ? process : 0;
}

bool isRunning(pid_t process) {
    return ::kill(process, 0) == 0 || errno != ESRCH;
}

} // namespace

Error cannotWrite(const fs::path& path, int error, const std::string& what) {
    const std::string message = what + ": " + std::strerror(error);
    Error made = isWrongPlace(error) ? Error::usage(message) : Error::internal(message);
    made.place.file = path.string();
    made.remedy = "check that the folder exists, is writable and has space left";
    return made;
}

Error cannotWrite(const fs::path& path) {
    return cannotWrite(path, errno);
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
    return target.string() + std::string(kPart) + std::to_string(::getpid());
}

std::vector<fs::path> staleParts(const fs::path& target) {
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    const std::string stem = target.filename().string();
    std::error_code failed;
    std::vector<fs::path> stale;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const pid_t writer = writerOf(at->path().filename().string(), stem);
        if (writer > 0 && !isRunning(writer)) stale.push_back(at->path());
    }
    return stale;
}

void removeStaleParts(const fs::path& target) {
    std::error_code failed;
    for (const fs::path& part : staleParts(target))
        fs::remove(part, failed);
}

void removeAllStaleParts(const fs::path& folder, std::string_view prefix) {
    std::error_code failed;
    std::vector<fs::path> stale;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const std::string name = at->path().filename().string();
        const std::size_t dot = name.rfind(kPart);
        if (!name.starts_with(prefix) || dot == std::string::npos) continue;
        const pid_t writer = writerOf(name, std::string_view(name).substr(0, dot));
        if (writer > 0 && !isRunning(writer)) stale.push_back(at->path());
    }
    for (const fs::path& part : stale)
        fs::remove(part, failed);
}

} // namespace lathe
