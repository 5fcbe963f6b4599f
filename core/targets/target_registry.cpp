#include "core/base/spelling.h"
#include "core/targets/target.h"

#include <cctype>
#include <cstdlib>
#include <mutex>

namespace lathe {
namespace {

std::string lowered(std::string_view text) {
    std::string all(text);
    for (char& c : all)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return all;
}

bool isNamed(const Target& target, const std::string& name) {
    return lowered(target.name) == name ||
           std::any_of(target.aliases.begin(), target.aliases.end(), [&](const std::string& alias) { return lowered(alias) == name; });
}

std::vector<std::filesystem::path> targetFiles() {
    std::vector<std::filesystem::path> files;
    for (const auto& folder : targetFolders()) {
        std::error_code failed;
        for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
            if (at->path().extension() == ".yaml") files.push_back(at->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// What a file was when it was read.
struct FileState {
    std::filesystem::path path;
    std::filesystem::file_time_type time;
    std::uintmax_t size;
    bool operator==(const FileState&) const = default;
};

std::vector<FileState> statesOf(const std::vector<std::filesystem::path>& files) {
    std::vector<FileState> states;
    for (const auto& file : files) {
        std::error_code failed;
        states.push_back({file, std::filesystem::last_write_time(file, failed), std::filesystem::file_size(file, failed)});
    }
    return states;
}

/// All of them; a spelling that two devices share is an error.
Result<std::vector<Target>> readTargets(const std::vector<std::filesystem::path>& files) {
    std::vector<Target> targets;
    for (const auto& file : files) {
        LATHE_TRY(Target target, readTarget(file));
        std::vector<std::string> names = target.aliases;
        names.push_back(target.name);
        for (const Target& other : targets)
            for (const std::string& name : names)
                if (isNamed(other, lowered(name)))
                    return Error::input("'" + name + "' names the device " + other.name + " already", file.string(),
                                        "give it another name or alias");
        targets.push_back(std::move(target));
    }
    std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) { return lowered(a.name) < lowered(b.name); });
    return targets;
}

} // namespace

std::vector<std::filesystem::path> targetFolders() {
    std::vector<std::filesystem::path> folders{resourceFolder() / "targets"};
    const char* extra = std::getenv("LATHE_TARGETS");
    std::istringstream list(extra ? extra : "");
    for (std::string folder; std::getline(list, folder, ':');) {
        if (!folder.empty()) folders.emplace_back(folder);
    }
    return folders;
}

std::filesystem::path resourceFolder() {
    if (const char* chosen = std::getenv("LATHE_RESOURCES"); chosen && *chosen) return chosen;
    std::error_code failed;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
    if (!failed) {
        for (const char* beside : {"../share/lathe", "../resources"}) {
            const std::filesystem::path folder = program.parent_path() / beside;
            if (std::filesystem::is_directory(folder / "targets", failed)) return folder.lexically_normal();
        }
    }
    return LATHE_SOURCE_RESOURCES;
}

Result<std::vector<Target>> allTargets() {
    static std::mutex mutex;
    static std::vector<FileState> knownFiles;
    static std::vector<Target> known;
    const std::vector<std::filesystem::path> files = targetFiles();
    const std::vector<FileState> states = statesOf(files);
    {
        const std::lock_guard lock(mutex);
        if (!known.empty() && states == knownFiles) return known;
    }
    LATHE_TRY(std::vector<Target> targets, readTargets(files));
    const std::lock_guard lock(mutex);
    knownFiles = states;
    known = targets;
    return targets;
}

Result<Target> findTarget(std::string_view name) {
    LATHE_TRY(std::vector<Target> targets, allTargets());
    const std::string wanted = lowered(name);
    std::vector<std::string> spellings;
    std::string list;
    for (Target& target : targets) {
        if (isNamed(target, wanted)) return std::move(target);
        spellings.push_back(target.name);
        spellings.insert(spellings.end(), target.aliases.begin(), target.aliases.end());
        list += (list.empty() ? "" : ", ") + target.name;
    }
    const std::string nearest = nearestSpelling(name, spellings);
    return Error::usage("there is no target '" + std::string(name) + "'; there are: " + list,
                        nearest.empty() ? "name one of them" : "did you mean '" + nearest + "'?");
}

} // namespace lathe
