#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string_view>
#include <vector>

namespace lathe {

/// Where to write for `path`: the file behind a link. A Usage error for what is no file.
Result<std::filesystem::path> writableTarget(const std::filesystem::path& path);

/// The error of the system call that writes `path`: of the last one (errno), or a given one. Usage where the path is wrong,
/// Internal where the machine fails.
Error cannotWrite(const std::filesystem::path& path);
Error cannotWrite(const std::filesystem::path& path, int error, const std::string& what = "cannot write");

/// The file that is filled beside `target` until it takes its place.
std::filesystem::path partOf(const std::filesystem::path& target);
/// What killed processes left half-written beside `target`, not the parts of running ones.
std::vector<std::filesystem::path> staleParts(const std::filesystem::path& target);
/// Removes those of them that are files.
void removeStaleParts(const std::filesystem::path& target);
/// The same for all files of a folder whose names begin so: for the results of another configuration, which nobody writes again.
void removeAllStaleParts(const std::filesystem::path& folder, std::string_view prefix = {});

} // namespace lathe
