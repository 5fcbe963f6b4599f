#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace lathe {

/// Something that needs a place of `size` units in memory while it is alive: at the times [begin, end) of any scale.
struct AllocationItem {
    std::int64_t begin = 0, end = 0;
    std::int64_t size = 0;
};

/// Addresses by item: no two that are alive at the same time overlap. `peak` is the highest end.
struct Allocation {
    std::vector<std::int64_t> addresses;
    std::int64_t peak = 0;
};

/// The largest sum of sizes alive at one time: no allocation needs less. Often, but not always, one needs no more.
std::int64_t allocationBound(std::span<const AllocationItem> items);

/// Items with which each is alive at some time, ascending.
std::vector<std::vector<std::int32_t>> overlapsOf(std::span<const AllocationItem> items);

/// The best of several greedy orders (by size, area, life, begin): each item at the lowest address that is free for its whole life.
Allocation allocateGreedily(std::span<const AllocationItem> items);

/// What a search for an allocation within `capacity` came to.
struct FitOutcome {
    std::optional<Allocation> allocation;
    bool isImpossible = false; ///< proven; false where the effort was spent or the search was stopped
};

/// Searches exhaustively. `effort` bounds the elementary steps, so that the outcome is the same on every machine; about 10^8 a second.
FitOutcome searchFit(std::span<const AllocationItem> items, std::int64_t capacity, std::int64_t effort, std::stop_token stop = {});

/// The lowest peak that greedy orders and, where they miss the bound, the search find with `effort`. A search for what fits
/// `capacity` comes first where the greedy orders do not.
Allocation allocate(std::span<const AllocationItem> items, std::int64_t capacity, std::int64_t effort, std::stop_token stop = {});

} // namespace lathe
