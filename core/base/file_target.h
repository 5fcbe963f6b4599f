#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace lathe {

/// Where to write for `path`: the file behind a link. A Usage error for what is no file.
Result<std::filesystem::path> writableTarget(const std::filesystem::path& path);

/// The error of the system call that writes `path`: of the last one (errno), or a given one. Usage where the path is wrong,
/// Internal where the machine fails.
Error cannotWrite(const std::filesystem::path& path);
Error cannotWrite(const std::filesystem::path& path, int error, const std::string& what = "cannot write");

/// The file that is filled beside `target` until it takes its place.
std::filesystem::path partOf(const std::filesystem::path& target);
/// Removes what killed processes left half-written beside `target`. Parts of running processes stay.
void removeStaleParts(const std::filesystem::path& target);

} // namespace lathe
