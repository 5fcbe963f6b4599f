#include "tests/fuzz/fuzz_target.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace lathe::fuzz {

MemoryFile::MemoryFile() : m_file(::memfd_create("input", MFD_CLOEXEC)), m_path("/proc/self/fd/" + std::to_string(m_file)) {
    if (m_file < 0) std::abort();
}

MemoryFile::~MemoryFile() {
    ::close(m_file);
}

const std::filesystem::path& MemoryFile::write(std::span<const std::uint8_t> bytes) {
    if (::ftruncate(m_file, 0) != 0 || ::pwrite(m_file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) std::abort();
    return m_path;
}

} // namespace lathe::fuzz
