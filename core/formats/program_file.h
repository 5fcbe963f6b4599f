#pragma once

#include "core/base/job_context.h"
#include "core/program/program.h"

#include <filesystem>

namespace lathe {

/// The `.lathe` container: magic, version, checksum, protobuf. Equal programs give equal bytes. An Internal error, and no file, for a
/// program that readProgram() would refuse.
Status writeProgram(const Program& program, const std::filesystem::path& file);
std::string serializeProgram(const Program& program);
/// An Input error when truncated, altered (checksum) or of a newer major version.
Result<Program> readProgram(const std::filesystem::path& file);

} // namespace lathe
