#pragma once

#include "core/compiler/geometry.h"

namespace lathe {

/// Where the operands of a layer are while it runs. Resident: whole, on the chip; then nothing is transferred or staged.
struct OperandPlaces {
    bool inputResident = false, weightsResident = false;
    std::int64_t sideBytesFromDdr = 0; ///< of the side operands, what is not resident
    std::int64_t storedBytes = 0;      ///< of the outputs, what goes to DDR
    bool outputResident = false;       ///< all outputs are resident: stored parts are read from there, no staging
    bool operator==(const OperandPlaces&) const = default;
};

/// How cores share a layer; one alone otherwise.
struct CoreSharing {
    std::int32_t cores = 1;
    bool takesChannels = false; ///< each core has some channels of all rows; otherwise some rows of all channels
};

/// How a layer is cut. Where several cores share it, tiles are counted on the one with the largest share.
struct TileChoice {
    std::int64_t rowsPerTile = 1, channelsPerTile = 1;
    std::int64_t rowTiles = 1, channelTiles = 1;
    bool rowsOuter = false;  ///< false: all rows of some channels, then the next channels (weights are loaded once)
    std::int64_t slices = 1; ///< operands pass through their buffers in so many parts, where one tile is larger than the memory
    std::int32_t cores = 1;          ///< that work on it side by side
    bool coresTakeChannels = false;  ///< as CoreSharing
    std::int64_t tileCount() const { return rowTiles * channelTiles; }
    bool operator==(const TileChoice&) const = default;
};

/// On-chip bytes of the staging buffers, each with both halves where it is double-buffered.
struct StagingNeed {
    std::int64_t input = 0, weights = 0, output = 0;
    std::int64_t between = 0; ///< what the stages of a fused layer hand on
    std::int64_t total() const { return input + weights + output + between; }
};
StagingNeed stagingNeed(const LayerGeometry& geometry, const OperandPlaces& places, const TileChoice& choice, const Target& target);

/// Times in seconds and bytes of a layer under a choice, in closed form; of all its cores together.
struct TileCost {
    double seconds = 0;
    std::int64_t ddrBytes = 0;
};
TileCost tileCost(const LayerGeometry& geometry, const OperandPlaces& places, const TileChoice& choice, const Target& target,
                  bool multicastsWeights = false);

/// The rows and channels of one core, [begin, end).
struct CoreShare {
    std::int64_t rowBegin = 0, rowEnd = 0, channelBegin = 0, channelEnd = 0;
};
CoreShare coreShare(const LayerGeometry& geometry, const TileChoice& choice, std::int32_t core);

/// Whether the next tile in order begins a new part of the input (of the weights) that must be loaded.
bool loadsInput(const LayerGeometry& geometry, const TileChoice& choice, std::int64_t tile);
bool loadsWeights(const LayerGeometry& geometry, const TileChoice& choice, std::int64_t tile);

/// Every way to cut the share of a core into equal tiles.
std::vector<TileChoice> allTilings(const LayerGeometry& geometry, const CoreSharing& sharing = {});

struct TilingGoal {
    bool search = false;      ///< O2: the quickest; otherwise the fewest transferred bytes with enough tiles to overlap
    double latencyWeight = 1; ///< 1 quickest … 0 fewest bytes
    std::int32_t cores = 1;   ///< that share the layer
    bool coresTakeChannels = false;
    bool multicastsWeights = false; ///< cores that share rows take weights from one transfer
    std::int64_t fewestTiles = 1;   ///< per core, where the layer can be cut so finely
};

/// The best choice whose staging fits `budgetBytes`; where none fits, or the layer has no part for each core, the smallest tile of one
/// core, in slices.
TileChoice chooseTiles(const LayerGeometry& geometry, const OperandPlaces& places, const Target& target, std::int64_t budgetBytes,
                       const TilingGoal& goal);

} // namespace lathe
