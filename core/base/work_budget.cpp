#include "core/base/work_budget.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

namespace lathe {
namespace {

thread_local WorkScope* innermost = nullptr;

std::atomic<std::int64_t>& budget() {
    static std::atomic<std::int64_t> operations = 100'000'000'000;
    return operations;
}

} // namespace

std::int64_t workBudget() {
    return budget();
}

void setWorkBudget(std::int64_t operations) {
    budget() = operations;
}

WorkScope::WorkScope(std::int64_t operations) : m_left(std::min(operations, workLeft())), m_outer(std::exchange(innermost, this)) {}

WorkScope::~WorkScope() {
    innermost = m_outer;
    if (!m_outer) return;
    m_outer->m_left -= m_taken;
    m_outer->m_taken += m_taken;
    m_outer->m_isExhausted = m_outer->m_isExhausted || m_isExhausted;
}

bool takeWork(std::int64_t operations) {
    if (!innermost) return true;
    if (operations > innermost->m_left) {
        innermost->m_isExhausted = true;
        return false;
    }
    innermost->m_left -= operations;
    innermost->m_taken += operations;
    return true;
}

std::int64_t workLeft() {
    return innermost ? innermost->m_left : std::numeric_limits<std::int64_t>::max();
}

bool isWorkCounted() {
    return innermost != nullptr;
}

} // namespace lathe
