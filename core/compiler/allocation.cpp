#include "core/compiler/allocation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

namespace lathe {
namespace {

/// Beyond so many items one greedy order must do, and nothing is searched.
constexpr std::size_t kManyItems = 4000;

using Key = double (*)(const AllocationItem& item);
double length(const AllocationItem& item) {
    return static_cast<double>(item.end - item.begin);
}
/// Larger keys are placed first.
constexpr std::array<Key, 4> kOrders{
    [](const AllocationItem& item) { return static_cast<double>(item.size); },
    [](const AllocationItem& item) { return static_cast<double>(item.size) * length(item); },
    [](const AllocationItem& item) { return length(item); },
    [](const AllocationItem& item) { return -static_cast<double>(item.begin); },
};

Allocation placeInOrder(std::span<const AllocationItem> items, const std::vector<std::vector<std::int32_t>>& overlaps,
                        std::span<const std::int32_t> order) {
    Allocation made;
    made.addresses.assign(items.size(), -1);
    std::vector<std::pair<std::int64_t, std::int64_t>> taken;
    for (const std::int32_t index : order) {
        const auto at = static_cast<std::size_t>(index);
        taken.clear();
        for (const std::int32_t other : overlaps[at]) {
            const auto o = static_cast<std::size_t>(other);
            if (made.addresses[o] >= 0) taken.emplace_back(made.addresses[o], made.addresses[o] + items[o].size);
        }
        std::ranges::sort(taken);
        std::int64_t address = 0;
        for (const auto& [begin, end] : taken) {
            if (address + items[at].size <= begin) break;
            address = std::max(address, end);
        }
        made.addresses[at] = address;
        made.peak = std::max(made.peak, address + items[at].size);
    }
    return made;
}

/// Each try that finds a place ends at the lower half of what is left between the bound and the best peak.
void improve(std::span<const AllocationItem> items, std::int64_t effort, std::stop_token stop, Allocation& best) {
    std::int64_t low = allocationBound(items), goal = low;
    while (low < best.peak && !stop.stop_requested()) {
        const FitOutcome outcome = searchFit(items, goal, effort, stop);
        if (outcome.allocation)
            best = *outcome.allocation;
        else
            low = goal + 1;
        goal = low + (best.peak - low) / 2;
        if (best.peak - low <= best.peak / 256) break; // a part in 256 is not worth another search
    }
}

} // namespace

std::int64_t allocationBound(std::span<const AllocationItem> items) {
    std::vector<std::pair<std::int64_t, std::int64_t>> changes;
    changes.reserve(2 * items.size());
    for (const AllocationItem& item : items) {
        changes.emplace_back(item.begin, item.size);
        changes.emplace_back(item.end, -item.size);
    }
    std::ranges::sort(changes); // at one time what ends goes first: its change is negative
    std::int64_t alive = 0, most = 0;
    for (const auto& [time, change] : changes)
        most = std::max(most, alive += change);
    return most;
}

std::vector<std::vector<std::int32_t>> overlapsOf(std::span<const AllocationItem> items) {
    std::vector<std::int32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0);
    const auto item = [&](std::int32_t i) -> const AllocationItem& { return items[static_cast<std::size_t>(i)]; };
    std::ranges::stable_sort(order, {}, [&](std::int32_t i) { return item(i).begin; });
    std::vector<std::vector<std::int32_t>> overlaps(items.size());
    std::vector<std::int32_t> alive;
    for (const std::int32_t next : order) {
        if (item(next).begin >= item(next).end) continue;
        std::erase_if(alive, [&](std::int32_t i) { return item(i).end <= item(next).begin; });
        for (const std::int32_t other : alive) {
            overlaps[static_cast<std::size_t>(next)].push_back(other);
            overlaps[static_cast<std::size_t>(other)].push_back(next);
        }
        alive.push_back(next);
    }
    for (std::vector<std::int32_t>& others : overlaps)
        std::ranges::sort(others);
    return overlaps;
}

Allocation allocateGreedily(std::span<const AllocationItem> items) {
    const std::vector<std::vector<std::int32_t>> overlaps = overlapsOf(items);
    const std::int64_t bound = allocationBound(items);
    Allocation best;
    for (const Key key : kOrders) {
        std::vector<std::int32_t> order(items.size());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::stable_sort(order, std::greater<>{}, [&](std::int32_t i) { return key(items[static_cast<std::size_t>(i)]); });
        Allocation made = placeInOrder(items, overlaps, order);
        if (best.addresses.empty() || made.peak < best.peak) best = std::move(made);
        if (best.peak == bound || items.size() > kManyItems) break;
    }
    return best;
}

Allocation allocate(std::span<const AllocationItem> items, std::int64_t capacity, std::int64_t effort, std::stop_token stop) {
    Allocation best = allocateGreedily(items);
    const std::int64_t bound = allocationBound(items);
    if (best.peak == bound || items.size() > kManyItems || effort <= 0) return best;
    if (best.peak > capacity) {
        if (bound > capacity) return best;
        FitOutcome outcome = searchFit(items, capacity, effort, stop);
        if (!outcome.allocation) return best;
        best = std::move(*outcome.allocation);
    }
    improve(items, effort, stop, best);
    return best;
}

} // namespace lathe
