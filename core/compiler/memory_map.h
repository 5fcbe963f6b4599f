#pragma once

#include "core/program/program.h"

#include <optional>
#include <stop_token>
#include <vector>

namespace lathe {

/// What placeBuffers() came to.
struct MapOutcome {
    std::int64_t peakBytes = 0;
    std::optional<std::size_t> misfit; ///< the buffer that ends highest, where that is beyond the capacity
};

/// Gives every buffer an address such that no two that are alive at the same time overlap, within `capacity` where that is found,
/// with the lowest peak that is found: by greedy orders, and with `effort` > 0 (steps, not time) by search. Addresses and sizes are
/// multiples of `alignment`.
MapOutcome placeBuffers(std::vector<Buffer>& buffers, std::int64_t capacity, std::int64_t alignment, std::int64_t effort = 0,
                        std::stop_token stop = {});

/// The largest sum of sizes alive at one time: no map needs less.
std::int64_t mapBound(const std::vector<Buffer>& buffers);

} // namespace lathe
