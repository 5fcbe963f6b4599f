#pragma once

#include "core/compiler/residency.h"

#include <stop_token>

namespace lathe {

struct DepthFirstInput {
    const QuantizedGraph& network;
    const LayerPlan& plan; ///< not fused
    const std::vector<LayerGeometry>& geometries;
    const Target& target;
    int residentPercent = 75;
    double latencyWeight = 1;
    std::stop_token stop = {}; ///< ends the search; the answer is of no use then
};

/// Layers to fuse with the one that makes their data: pooling, and runs of layers between which a picture would go to external memory and
/// come back, where the closed form says that stripes with their overlaps cost less. Ascending.
std::vector<std::int32_t> depthFirstReaders(const DepthFirstInput& input);

/// Pooling layers that can be done behind the convolution in front of them.
std::vector<std::int32_t> poolingReaders(const QuantizedGraph& network, const LayerPlan& plan, const std::vector<LayerGeometry>& geometries,
                                         const Target& target);

} // namespace lathe
