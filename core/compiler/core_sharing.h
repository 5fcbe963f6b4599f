#pragma once

#include "core/compiler/schedule.h"

namespace lathe {

/// Whether and how several cores share a layer.
struct SharingQuestion {
    const LayerGeometry& geometry;
    OperandPlaces alone, shared; ///< where the operands are when one core runs it, and when several do
    const Target& target;
    const CoreOptions& cores;
    TilingGoal goal; ///< of the tiles; cores and direction are what is asked for
    std::int64_t budgetBytes = 0;
    bool isAsked = false; ///< the best way to share, although one core may be quicker
};

/// The quickest by closed form over numbers of cores (all of them, then halves) and directions (rows, channels).
CoreSharing chooseSharing(const SharingQuestion& question);

} // namespace lathe
