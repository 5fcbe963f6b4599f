#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

/// What libFuzzer (or replay_main.cpp) calls for every input. Any outcome but a crash, a sanitizer's finding, too much memory or
/// too much time is right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace lathe::fuzz {

/// A file in memory with the path of a real one, for readers that take paths. One per target; each write replaces the content.
class MemoryFile {
public:
    MemoryFile();
    ~MemoryFile();
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    const std::filesystem::path& write(std::span<const std::uint8_t> bytes);

private:
    int m_file;
    std::filesystem::path m_path;
};

} // namespace lathe::fuzz
