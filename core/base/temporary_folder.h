#pragma once

#include "core/base/result.h"

#include <filesystem>

namespace lathe {

/// A folder that is filled beside its final place, which it takes with publish(), whatever was there before; destroyed before that, it
/// leaves nothing behind. What killed processes left is removed.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> besides(const std::filesystem::path& target);
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return m_path; }
    /// Usage where the target is a file.
    Status publish();

private:
    TemporaryFolder(std::filesystem::path target, std::filesystem::path path) : m_target(std::move(target)), m_path(std::move(path)) {}

    std::filesystem::path m_target, m_path;
};

} // namespace lathe
