#include "core/compiler/allocation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>

// Depth-first search over canonical allocations, as M. Moffitt describes it ("MiniMalloc: A Lightweight Memory Allocator for
// Hardware-Accelerated Machine Learning", ASPLOS 2023): items are placed by ascending address, each on the highest end below it; no item
// is placed so high that another one would fit under it whole; parts that share no open item are solved apart. What is new here is that
// every section of time is also a disjunctive resource (the items of a section lie one above the other), so that the rules of edge finding
// (J. Carlier and E. Pinson, "An algorithm for solving the job-shop problem", 1989) raise the lowest addresses of the open items.

namespace lathe {
namespace {

using Index = std::int32_t;
constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() / 4;

std::size_t at(Index index) {
    return static_cast<std::size_t>(index);
}

struct SearchItem {
    Index first = 0, last = 0; ///< sections [first, last)
    std::int64_t size = 0;
    std::int64_t length = 0;    ///< of its life
    std::int64_t mostAlive = 0; ///< largest sum of sizes in one of its sections
};

/// Times at which a maximal set of items is alive; what happens between two of them asks for nothing more.
struct Sections {
    std::vector<SearchItem> items;
    std::vector<std::vector<Index>> members;
    std::vector<std::vector<Index>> overlaps;

    explicit Sections(std::span<const AllocationItem> source);
};

Sections::Sections(std::span<const AllocationItem> source) : overlaps(overlapsOf(source)) {
    std::vector<std::pair<std::int64_t, bool>> events; // ends sort before begins of the same time
    for (const AllocationItem& item : source) {
        events.emplace_back(item.begin, true);
        events.emplace_back(item.end, false);
    }
    std::ranges::sort(events);
    std::vector<std::int64_t> times; // the last begin before an end
    for (std::size_t i = 1; i < events.size(); ++i)
        if (events[i - 1].second && !events[i].second) times.push_back(events[i - 1].first);
    const auto sectionAt = [&](std::int64_t time) { return static_cast<Index>(std::ranges::lower_bound(times, time) - times.begin()); };
    members.resize(times.size());
    for (const AllocationItem& item : source) {
        const auto index = static_cast<Index>(items.size());
        items.push_back({sectionAt(item.begin), sectionAt(item.end), item.size, item.end - item.begin, 0});
        for (Index s = items.back().first; s < items.back().last; ++s)
            members[at(s)].push_back(index);
    }
    for (const std::vector<Index>& section : members) {
        std::int64_t alive = 0;
        for (const Index i : section)
            alive += items[at(i)].size;
        for (const Index i : section)
            items[at(i)].mostAlive = std::max(items[at(i)].mostAlive, alive);
    }
}

/// Ways to rank the items; larger first, compared from left to right. Their order is that of success on hard instances (MiniMalloc's).
using Ranking = std::array<double, 3> (*)(const SearchItem& item);
double sections(const SearchItem& item) {
    return static_cast<double>(item.last - item.first);
}
double size(const SearchItem& item) {
    return static_cast<double>(item.size);
}
double pressure(const SearchItem& item) {
    return static_cast<double>(item.mostAlive);
}
constexpr std::array<Ranking, 8> kRankings{
    [](const SearchItem& i) {
        return std::array{pressure(i), sections(i), size(i)};
    },
    [](const SearchItem& i) {
        return std::array{pressure(i), sections(i) * size(i), 0.0};
    },
    [](const SearchItem& i) {
        return std::array{pressure(i), size(i), sections(i)};
    },
    [](const SearchItem& i) {
        return std::array{static_cast<double>(i.length), 0.0, 0.0};
    },
    [](const SearchItem& i) {
        return std::array{static_cast<double>(i.length) * size(i), 0.0, 0.0};
    },
    [](const SearchItem& i) {
        return std::array{sections(i) * size(i), 0.0, 0.0};
    },
    [](const SearchItem& i) {
        return std::array{sections(i), size(i), 0.0};
    },
    [](const SearchItem& i) {
        return std::array{size(i), sections(i), 0.0};
    },
};

/// Where the next item may lie: above, or at the same address with a later rank.
struct Frontier {
    std::int64_t address = 0;
    Index rank = -1;
};

class FitSearch {
public:
    FitSearch(const Sections& sections, std::int64_t capacity, Ranking ranking, std::int64_t effort, std::stop_token stop)
        : m_items(sections.items), m_members(sections.members), m_overlaps(sections.overlaps), m_capacity(capacity), m_effort(effort),
          m_stop(std::move(stop)), m_support(m_items.size(), 0), m_lowest(m_items.size(), 0), m_address(m_items.size(), 0),
          m_isPlaced(m_items.size(), false), m_rank(m_items.size()), m_open(m_members.size(), 0), m_isQueued(m_members.size(), false) {
        std::vector<Index> order(m_items.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, std::greater<>{}, [&](Index i) { return ranking(m_items[at(i)]); });
        for (std::size_t k = 0; k < order.size(); ++k)
            m_rank[at(order[k])] = static_cast<Index>(k);
        for (std::size_t s = 0; s < m_members.size(); ++s)
            m_open[s] = static_cast<Index>(m_members[s].size());
    }

    bool run() {
        std::vector<Index> open; // what takes no room, or no time, lies anywhere
        for (std::size_t i = 0; i < m_items.size(); ++i)
            if (m_items[i].size > 0 && m_items[i].first < m_items[i].last) open.push_back(static_cast<Index>(i));
        std::ranges::stable_sort(open, {}, [&](Index i) { return m_items[at(i)].first; });
        return solve(open, {});
    }
    bool isSpent() const { return m_isSpent; }
    const std::vector<std::int64_t>& addresses() const { return m_address; }

private:
    /// An open item within a section: where it may begin at the lowest, and its size.
    struct Slot {
        Index item;
        std::int64_t lowest, size;
        std::int64_t end() const { return lowest + size; }
    };
    struct Mark {
        std::size_t support, lowest;
    };

    std::int64_t lowestOf(Index i, const Frontier& frontier) const {
        return std::max(m_lowest[at(i)], frontier.address + (m_rank[at(i)] < frontier.rank ? 1 : 0));
    }

    bool isWorkLeft() {
        if (m_work > m_effort || ((++m_nodes & 63) == 0 && m_stop.stop_requested())) m_isSpent = true;
        return !m_isSpent;
    }

    /// `open` by first section.
    bool solve(std::span<const Index> open, const Frontier& frontier) {
        if (open.empty()) return true;
        m_work += 4 * static_cast<std::int64_t>(open.size());
        if (!isWorkLeft()) return false;
        const std::vector<std::span<const Index>> parts = partsOf(open);
        if (parts.size() == 1) return placeNext(open, frontier);
        return std::ranges::all_of(parts, [&](std::span<const Index> part) { return solve(part, frontier); });
    }

    /// Runs of items that share no section with another run, the shortest first: they fail soonest.
    std::vector<std::span<const Index>> partsOf(std::span<const Index> open) const {
        std::vector<std::span<const Index>> parts;
        std::size_t begin = 0;
        Index reach = 0;
        for (std::size_t k = 0; k < open.size(); ++k) {
            if (k > begin && m_items[at(open[k])].first >= reach) {
                parts.push_back(open.subspan(begin, k - begin));
                begin = k;
            }
            reach = std::max(reach, m_items[at(open[k])].last);
        }
        parts.push_back(open.subspan(begin));
        std::ranges::stable_sort(parts, {}, &std::span<const Index>::size);
        return parts;
    }

    std::vector<Index> candidates(std::span<const Index> open, const Frontier& frontier) const {
        std::int64_t dominated = kFar; // from here on another item fits under
        for (const Index i : open)
            dominated = std::min(dominated, std::max(m_lowest[at(i)], frontier.address) + m_items[at(i)].size);
        std::vector<Index> found;
        for (const Index i : open) {
            const std::int64_t support = m_support[at(i)];
            const bool isBehind = support > frontier.address || (support == frontier.address && m_rank[at(i)] > frontier.rank);
            if (support < dominated && m_lowest[at(i)] <= support && isBehind) found.push_back(i);
        }
        std::ranges::sort(found, {}, [&](Index i) { return std::pair(m_support[at(i)], m_rank[at(i)]); });
        return found;
    }

    bool placeNext(std::span<const Index> open, const Frontier& frontier) {
        for (const Index item : candidates(open, frontier)) {
            const Mark mark{m_supportTrail.size(), m_lowestTrail.size()};
            const Frontier next{m_support[at(item)], m_rank[at(item)]};
            place(item);
            queueSections(open);
            if (propagate(next)) {
                std::vector<Index> rest;
                rest.reserve(open.size());
                std::ranges::copy_if(open, std::back_inserter(rest), [&](Index i) { return i != item; });
                if (solve(rest, next)) return true;
                std::ranges::for_each(rest, [&](Index i) { takeAway(i); });
            }
            takeAway(item);
            restore(mark);
            if (m_isSpent) return false;
        }
        return false;
    }

    void place(Index item) {
        m_isPlaced[at(item)] = true;
        m_address[at(item)] = m_support[at(item)];
        for (Index s = m_items[at(item)].first; s < m_items[at(item)].last; ++s)
            --m_open[at(s)];
        const std::int64_t end = m_address[at(item)] + m_items[at(item)].size;
        m_work += static_cast<std::int64_t>(m_overlaps[at(item)].size());
        for (const Index other : m_overlaps[at(item)]) {
            if (m_isPlaced[at(other)]) continue;
            if (m_support[at(other)] < end) {
                m_supportTrail.emplace_back(other, m_support[at(other)]);
                m_support[at(other)] = end;
            }
            if (m_lowest[at(other)] < end) raise(other, end);
        }
    }

    void takeAway(Index item) {
        if (!m_isPlaced[at(item)]) return;
        m_isPlaced[at(item)] = false;
        for (Index s = m_items[at(item)].first; s < m_items[at(item)].last; ++s)
            ++m_open[at(s)];
    }

    void restore(const Mark& mark) {
        for (; m_supportTrail.size() > mark.support; m_supportTrail.pop_back())
            m_support[at(m_supportTrail.back().first)] = m_supportTrail.back().second;
        for (; m_lowestTrail.size() > mark.lowest; m_lowestTrail.pop_back())
            m_lowest[at(m_lowestTrail.back().first)] = m_lowestTrail.back().second;
    }

    void raise(Index item, std::int64_t lowest) {
        m_lowestTrail.emplace_back(item, m_lowest[at(item)]);
        m_lowest[at(item)] = lowest;
        for (Index s = m_items[at(item)].first; s < m_items[at(item)].last; ++s)
            queue(s);
    }

    void queue(Index section) {
        if (m_isQueued[at(section)] || m_open[at(section)] == 0) return;
        m_isQueued[at(section)] = true;
        m_queue.push_back(section);
    }

    /// The frontier rose for all that is open.
    void queueSections(std::span<const Index> open) {
        Index end = 0;
        for (const Index i : open)
            end = std::max(end, m_items[at(i)].last);
        for (Index s = m_items[at(open.front())].first; s < end; ++s)
            queue(s);
    }

    bool propagate(const Frontier& frontier) {
        // Two thousand sections go far; the rest is found when the search gets there.
        constexpr std::size_t kMostSections = 2000;
        bool isPossible = true;
        for (std::size_t k = 0; k < m_queue.size(); ++k) {
            m_isQueued[at(m_queue[k])] = false;
            if (isPossible && k < kMostSections) isPossible = tighten(m_queue[k], frontier);
        }
        m_queue.clear();
        return isPossible;
    }

    /// False when the open items of the section cannot lie one above the other below the capacity.
    bool tighten(Index section, const Frontier& frontier) {
        m_slots.clear();
        std::int64_t total = 0, least = kFar, most = 0;
        for (const Index i : m_members[at(section)]) {
            if (m_isPlaced[at(i)]) continue;
            const Slot slot{i, lowestOf(i, frontier), m_items[at(i)].size};
            m_slots.push_back(slot);
            total += slot.size;
            least = std::min(least, slot.lowest);
            most = std::max(most, slot.lowest);
        }
        m_work += static_cast<std::int64_t>(m_members[at(section)].size());
        if (m_slots.empty()) return true;
        if (least + total > m_capacity) return false;
        if (most + total <= m_capacity) return true; // each could be the lowest
        m_work += 6 * static_cast<std::int64_t>(m_slots.size());
        return hasRoomAbove() && raiseThoseNotFirst(total);
    }

    /// For each address: what begins there or above must fit between it and the capacity.
    bool hasRoomAbove() {
        std::ranges::sort(m_slots, std::greater<>{}, &Slot::lowest);
        std::int64_t above = 0;
        return std::ranges::all_of(m_slots, [&](const Slot& slot) { return slot.lowest + (above += slot.size) <= m_capacity; });
    }

    /// An item that cannot have all of some set of others above it lies above the first end of that set.
    bool raiseThoseNotFirst(std::int64_t total) {
        std::ranges::sort(m_slots, std::greater<>{}, &Slot::end);
        for (const Slot& slot : m_slots) {
            if (slot.lowest + total <= m_capacity) continue;
            const std::int64_t room = m_capacity - slot.end();
            std::int64_t others = 0, lowest = 0;
            for (const Slot& other : m_slots) {
                if (other.item == slot.item) continue;
                others += other.size;
                if (others <= room) continue;
                lowest = other.end();
                break;
            }
            if (lowest <= slot.lowest) continue;
            if (lowest + slot.size > m_capacity) return false;
            raise(slot.item, lowest);
        }
        return true;
    }

    const std::vector<SearchItem>& m_items;
    const std::vector<std::vector<Index>>& m_members;
    const std::vector<std::vector<Index>>& m_overlaps;
    const std::int64_t m_capacity, m_effort;
    const std::stop_token m_stop;
    std::int64_t m_work = 0, m_nodes = 0;
    bool m_isSpent = false;

    std::vector<std::int64_t> m_support; ///< highest end of placed items that share a section
    std::vector<std::int64_t> m_lowest;  ///< no solution below this node has the item lower
    std::vector<std::int64_t> m_address;
    std::vector<bool> m_isPlaced;
    std::vector<Index> m_rank;
    std::vector<Index> m_open; ///< open items by section
    std::vector<std::pair<Index, std::int64_t>> m_supportTrail, m_lowestTrail;
    std::vector<Index> m_queue;
    std::vector<bool> m_isQueued;
    std::vector<Slot> m_slots;
};

} // namespace

FitOutcome searchFit(std::span<const AllocationItem> items, std::int64_t capacity, std::int64_t effort, std::stop_token stop) {
    FitOutcome outcome;
    if (allocationBound(items) > capacity) {
        outcome.isImpossible = true;
        return outcome;
    }
    const Sections sections(items);
    // A ranking finds a way at once or hardly ever: all get a short try before any gets a long one.
    std::int64_t share = std::max<std::int64_t>(effort / 200, 1);
    for (std::int64_t left = effort; left > 0; share *= 16) {
        for (const Ranking ranking : kRankings) {
            const std::int64_t now = std::min(share, left);
            FitSearch search(sections, capacity, ranking, now, stop);
            if (search.run()) {
                Allocation found{search.addresses(), 0};
                for (std::size_t i = 0; i < items.size(); ++i)
                    found.peak = std::max(found.peak, found.addresses[i] + items[i].size);
                outcome.allocation = std::move(found);
                return outcome;
            }
            outcome.isImpossible = !search.isSpent();
            left -= now;
            if (outcome.isImpossible || left <= 0 || stop.stop_requested()) return outcome;
        }
    }
    return outcome;
}

} // namespace lathe
