#pragma once

#include <algorithm>
#include <vector>

namespace lathe {

/// Which times of a bus are taken.
class BusLedger {
public:
    /// Takes `seconds` of the free time from `start` on, in as many pieces as it needs; the end of the last one.
    double take(double start, double seconds) {
        if (seconds <= 0) return start;
        auto at = std::upper_bound(m_taken.begin(), m_taken.end(), start, [](double time, const Span& span) { return time < span.end; });
        const auto first = static_cast<std::size_t>(at - m_taken.begin());
        double begin = start, left = seconds;
        std::size_t last = first;
        double from = start;
        // Everything between the first and the last piece is taken afterwards: one span replaces all.
        for (; last < m_taken.size() && m_taken[last].begin <= begin + left; ++last) {
            const Span& span = m_taken[last];
            if (last == first) from = std::min(from, span.begin);
            left -= std::max(0.0, span.begin - begin);
            begin = std::max(begin, span.end);
        }
        const double end = begin + left;
        if (last > first) {
            m_taken[first] = {from, end};
            m_taken.erase(m_taken.begin() + static_cast<std::ptrdiff_t>(first) + 1, m_taken.begin() + static_cast<std::ptrdiff_t>(last));
        } else {
            m_taken.insert(m_taken.begin() + static_cast<std::ptrdiff_t>(first), {from, end});
        }
        return end;
    }

private:
    struct Span {
        double begin = 0, end = 0;
    };
    std::vector<Span> m_taken; ///< disjoint, ascending
};

} // namespace lathe
