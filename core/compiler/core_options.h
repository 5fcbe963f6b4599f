#pragma once

#include <cstdint>

namespace lathe {

/// How many cores there are for one inference, and how they work together.
struct CoreOptions {
    std::int32_t count = 1;
    bool multicastsWeights = false; ///< what several cores need comes in one transfer to all of them
    std::int32_t splitLevel = 1;    ///< ols: parts of each core's share of a layer, at least
    std::int32_t memoryEffort = 1;  ///< mos: tiles take one part in so many of the memory that is free
};

} // namespace lathe
