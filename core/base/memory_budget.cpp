#include "core/base/memory_budget.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <new>
#include <utility>

namespace lathe {
namespace {

std::int64_t physicalMemory() {
    const std::int64_t pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
    return pages > 0 && size > 0 ? pages * size : std::numeric_limits<std::int64_t>::max();
}

/// The limit of a container (cgroup v2); the file says "max" where there is none.
std::int64_t containerMemory() {
    std::int64_t bytes = 0;
    std::ifstream file("/sys/fs/cgroup/memory.max");
    return file >> bytes && bytes > 0 ? bytes : std::numeric_limits<std::int64_t>::max();
}

std::atomic<std::int64_t>& budget() {
    static std::atomic<std::int64_t> bytes = std::min(physicalMemory(), containerMemory()) / 4 * 3;
    return bytes;
}

std::atomic<std::int64_t> taken = 0;

} // namespace

std::int64_t memoryBudget() {
    return budget();
}

void setMemoryBudget(std::int64_t bytes) {
    budget() = bytes;
}

MemoryShare::MemoryShare(MemoryShare&& other) noexcept : m_bytes(std::exchange(other.m_bytes, 0)) {}

MemoryShare::~MemoryShare() {
    taken -= m_bytes;
}

void MemoryShare::grow(std::int64_t bytes) {
    if (taken.fetch_add(bytes) + bytes > memoryBudget()) {
        taken -= bytes;
        throw std::bad_alloc();
    }
    m_bytes += bytes;
}

} // namespace lathe
