#include "core/base/spelling.h"
#include "core/targets/target.h"

#include <cctype>
#include <cstdlib>

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

/// resourceFolder()/targets, then each folder of $LATHE_TARGETS (separated by colons).
std::vector<std::filesystem::path> targetFolders() {
    std::vector<std::filesystem::path> folders{resourceFolder() / "targets"};
    const char* extra = std::getenv("LATHE_TARGETS");
    std::istringstream list(extra ? extra : "");
    for (std::string folder; std::getline(list, folder, ':');) {
        if (!folder.empty()) folders.emplace_back(folder);
    }
    return folders;
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

} // namespace

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
    std::vector<Target> targets;
    for (const auto& file : targetFiles()) {
        LATHE_TRY(Target target, readTarget(file));
        for (const Target& other : targets) {
            if (isNamed(other, lowered(target.name))) {
                return Error::input("a device named '" + target.name + "' exists already", file.string(), "give it another name");
            }
        }
        targets.push_back(std::move(target));
    }
    std::sort(targets.begin(), targets.end(), [](const Target& a, const Target& b) { return a.name < b.name; });
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
