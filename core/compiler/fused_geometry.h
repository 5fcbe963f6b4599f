#pragma once

#include "core/compiler/geometry.h"

namespace lathe {

/// The geometry of layers that run stripe by stripe, each reading what the one before it has just made. Channels are cut only where
/// all stages behind the first take them one by one (pooling, depthwise convolutions).
LayerGeometry fuseGeometries(std::vector<LayerGeometry> stages);

/// Rows of the output of every stage that `rows` rows of the last one need, windows included.
std::vector<std::int64_t> stageRows(const LayerGeometry& geometry, std::int64_t rows);
/// Channels of a stage's output under a tile of `channels`.
std::int64_t stageChannels(const LayerGeometry& geometry, std::size_t stage, std::int64_t channels);

/// Bytes that lie between the stages of a tile.
std::int64_t bytesBetweenStages(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels);

// What geometry.h says, for layers with stages.
std::int64_t fusedInputRows(const LayerGeometry& geometry, std::int64_t rows);
std::int64_t fusedMacCycles(const LayerGeometry& geometry, const Target& target, std::int64_t rows, std::int64_t channels);
std::int64_t fusedVectorCycles(const LayerGeometry& geometry, std::int64_t rows, std::int64_t channels);

} // namespace lathe
