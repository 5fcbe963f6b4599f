#pragma once

#include "core/program/program.h"

#include <optional>
#include <vector>

namespace lathe {

/// Gives every buffer an address in [0, capacity − size] such that no two that are alive at the same time overlap: the
/// largest first, each at the lowest address that is free for its whole life. Addresses and sizes are multiples of
/// `alignment`. Returns the peak, or the index of the first buffer that does not fit.
struct MapOutcome {
    std::int64_t peakBytes = 0;
    std::optional<std::size_t> misfit;
};
MapOutcome placeBuffers(std::vector<Buffer>& buffers, std::int64_t capacity, std::int64_t alignment);

} // namespace lathe
