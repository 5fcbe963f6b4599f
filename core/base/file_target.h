#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace lathe {

/// Where to write for `path`: the file behind a link. A Usage error for what is no file.
Result<std::filesystem::path> writableTarget(const std::filesystem::path& path);

/// The error of the last system call (errno) that writes `path`.
Error cannotWrite(const std::filesystem::path& path);

/// The file that is filled beside `target` until it takes its place.
std::filesystem::path partOf(const std::filesystem::path& target);

} // namespace lathe
