#pragma once

#include "core/compiler/geometry.h"

namespace lathe {

/// A tensor that stays on the chip from the layer that makes it to the last accelerator layer that reads it.
struct Resident {
    ValueId value;
    std::int64_t sizeBytes = 0;
    std::int32_t firstLayer = 0, lastLayer = 0;
    double benefit = 0; ///< transfers saved per byte and layer of its life
};

/// The tensors worth keeping that fit together in `usableBytes`: by benefit, ties by index. `sizeBytes` is padded to the
/// device's channel and row alignment.
std::vector<Resident> chooseResidents(const QuantizedGraph& network, const LayerPlan& plan, const Target& target, std::int64_t usableBytes);

} // namespace lathe
