#pragma once

#include <cstdint>

namespace lathe {

/// Bytes that the tensors of this process may take together: three quarters of what the machine or its container has, unless
/// set. A file can ask for any amount in a few bytes; this is where the answer is no, before the system ends the program.
std::int64_t memoryBudget();
void setMemoryBudget(std::int64_t bytes);

/// A part of the budget, given back at the end. Any thread.
class MemoryShare {
public:
    MemoryShare() = default;
    explicit MemoryShare(std::int64_t bytes) { grow(bytes); }
    MemoryShare(MemoryShare&& other) noexcept;
    MemoryShare& operator=(MemoryShare&&) = delete;
    ~MemoryShare();

    /// Throws std::bad_alloc where the budget does not hold so much more.
    void grow(std::int64_t bytes);

private:
    std::int64_t m_bytes = 0;
};

} // namespace lathe
