#pragma once

#include <cstdint>

namespace lathe {

/// Operations that the reference loops may take for one run of a model, 1e11 unless set: minutes, at the 1e8 to 1e9 that they
/// do in a second. A file can ask for years of work in a few bytes; this is where the answer is no, before the work begins.
std::int64_t workBudget();
void setWorkBudget(std::int64_t operations);

/// While it lives, what runs on this thread takes its operations from it, and with it from the scopes around it.
class WorkScope {
public:
    explicit WorkScope(std::int64_t operations);
    ~WorkScope();
    WorkScope(const WorkScope&) = delete;
    WorkScope& operator=(const WorkScope&) = delete;

    /// True once more was asked for than was left.
    bool isExhausted() const { return m_isExhausted; }

private:
    friend bool takeWork(std::int64_t operations);
    friend std::int64_t workLeft();

    std::int64_t m_left, m_taken = 0;
    bool m_isExhausted = false;
    WorkScope* m_outer;
};

/// Takes operations from the innermost scope of this thread. False, and nothing taken, where it does not have so many; true
/// outside of all scopes.
bool takeWork(std::int64_t operations);
/// What the innermost scope has left; the largest number outside of all scopes.
std::int64_t workLeft();
/// Whether anybody counts.
bool isWorkCounted();

} // namespace lathe
