#include "core/compiler/tiling.h"

#include "core/compiler/ceil_div.h"
#include "core/compiler/fused_geometry.h"

namespace lathe {
namespace {

std::int64_t roundUp(std::int64_t value, std::int64_t step) {
    return ceilDiv(value, step) * step;
}

/// Numbers of parts worth trying for an axis of `count`: 1, 2, 3, 4, 6, 8, 12 … and every single one.
std::vector<std::int64_t> partCounts(std::int64_t count) {
    std::vector<std::int64_t> parts;
    for (std::int64_t power = 1; power <= count; power *= 2) {
        parts.push_back(power);
        if (power > 1 && power / 2 * 3 <= count) parts.push_back(power / 2 * 3);
    }
    if (std::find(parts.begin(), parts.end(), count) == parts.end()) parts.push_back(count);
    return parts;
}

/// The largest share of a core.
struct LargestShare {
    std::int64_t rows = 1, channels = 1;
};

LargestShare largestShare(const LayerGeometry& geometry, std::int32_t cores, bool takesChannels) {
    if (!takesChannels) return {ceilDiv(geometry.rows, cores), geometry.channels};
    return {geometry.rows, std::min(geometry.channels, roundUp(ceilDiv(geometry.channels, cores), geometry.channelStep))};
}

TileChoice makeChoice(const LayerGeometry& geometry, std::int64_t rowParts, std::int64_t channelParts, bool rowsOuter,
                      const CoreSharing& sharing = {}) {
    const LargestShare share = largestShare(geometry, sharing.cores, sharing.takesChannels);
    TileChoice choice;
    choice.rowsPerTile = ceilDiv(share.rows, rowParts);
    choice.channelsPerTile = std::min(share.channels, roundUp(ceilDiv(share.channels, channelParts), geometry.channelStep));
    choice.rowTiles = ceilDiv(share.rows, choice.rowsPerTile);
    choice.channelTiles = ceilDiv(share.channels, choice.channelsPerTile);
    choice.rowsOuter = rowsOuter;
    choice.cores = sharing.cores;
    choice.coresTakeChannels = sharing.takesChannels;
    return choice;
}

/// Whether every core has a part.
bool canShare(const LayerGeometry& geometry, const CoreSharing& sharing) {
    const LargestShare share = largestShare(geometry, sharing.cores, sharing.takesChannels);
    return sharing.takesChannels ? share.channels * (sharing.cores - 1) < geometry.channels
                                 : share.rows * (sharing.cores - 1) < geometry.rows;
}

/// Every choice worth looking at, coarse before fine.
std::vector<TileChoice> candidates(const LayerGeometry& geometry, const CoreSharing& sharing) {
    std::vector<TileChoice> all;
    if (geometry.rows <= 0 || geometry.channels <= 0) return {TileChoice{}};
    const LargestShare share = largestShare(geometry, sharing.cores, sharing.takesChannels);
    for (const std::int64_t channelParts : partCounts(ceilDiv(share.channels, geometry.channelStep))) {
        for (const std::int64_t rowParts : partCounts(share.rows)) {
            for (const bool rowsOuter : {false, true}) {
                const TileChoice choice = makeChoice(geometry, rowParts, channelParts, rowsOuter, sharing);
                if (rowsOuter && (choice.rowTiles == 1 || choice.channelTiles == 1)) continue;
                all.push_back(choice);
            }
        }
    }
    return all;
}

std::int64_t inputLoads(const LayerGeometry& geometry, const TileChoice& choice) {
    const bool reused = choice.rowsOuter && !geometry.inputFollowsChannels;
    if (choice.rowTiles == 1 && !geometry.inputFollowsChannels) return 1;
    return reused ? choice.rowTiles : choice.tileCount();
}

std::int64_t weightLoads(const LayerGeometry& geometry, const TileChoice& choice) {
    const bool byRows = geometry.rowsAreChannels && geometry.isConvolution;
    if (byRows) return choice.rowTiles;
    if (choice.channelTiles == 1 || !geometry.weightsFollowChannels) return 1;
    return choice.rowsOuter ? choice.tileCount() : choice.channelTiles;
}

/// On-chip size: channels fill whole blocks, rows whole lines.
std::int64_t aligned(std::int64_t bytes, const Target& target) {
    return roundUp(bytes, static_cast<std::int64_t>(target.rowAlignmentBytes.value));
}

double shareOfTile(const LayerGeometry& geometry, const TileChoice& choice) {
    return static_cast<double>(choice.rowsPerTile * choice.channelsPerTile) /
           static_cast<double>(std::max<std::int64_t>(1, geometry.rows * geometry.channels));
}

std::int64_t inSlices(std::int64_t bytes, const TileChoice& choice) {
    return ceilDiv(bytes, choice.slices);
}

double computeSeconds(const LayerGeometry& geometry, const TileChoice& choice, const Target& target, double& lastTile) {
    const std::int64_t mac = macCycles(geometry, target, choice.rowsPerTile, choice.channelsPerTile);
    const std::int64_t vector = vectorCycles(geometry, choice.rowsPerTile, choice.channelsPerTile);
    const auto tiles = static_cast<double>(choice.tileCount());
    const double perSecond = target.clockMHz.value * 1e6;
    lastTile = static_cast<double>(mac + vector) / perSecond;
    if (!target.overlapsMacAndVector) return lastTile * tiles;
    return (static_cast<double>(std::max(mac, vector)) * tiles + static_cast<double>(std::min(mac, vector))) / perSecond;
}

/// Smaller is better. Without search: bytes first, then tiles near the number that fills a double-buffered pipeline.
struct Rank {
    double first = 0, second = 0;
    std::int64_t memory = 0;
    std::int64_t missing = 0; ///< tiles fewer than asked for
    bool operator<(const Rank& other) const {
        if (missing != other.missing) return missing < other.missing;
        if (first != other.first) return first < other.first;
        if (second != other.second) return second < other.second;
        return memory < other.memory;
    }
};

Rank rankOf(const TileCost& cost, const TileChoice& choice, const StagingNeed& need, const TilingGoal& goal, const Target& target) {
    constexpr double kPipelineTiles = 4;
    if (!goal.search)
        return {static_cast<double>(cost.ddrBytes), std::abs(static_cast<double>(choice.tileCount()) - kPipelineTiles), need.total()};
    const double transferSeconds = static_cast<double>(cost.ddrBytes) / target.ddrBytesPerSecond();
    return {goal.latencyWeight * cost.seconds + (1 - goal.latencyWeight) * transferSeconds, cost.seconds, need.total()};
}

TileChoice sliced(const LayerGeometry& geometry, const OperandPlaces& places, const Target& target, std::int64_t budgetBytes) {
    TileChoice choice = makeChoice(geometry, geometry.rows, ceilDiv(geometry.channels, geometry.channelStep), false);
    constexpr std::int64_t kMostSlices = std::int64_t(1) << 30;
    while (stagingNeed(geometry, places, choice, target).total() > budgetBytes && choice.slices < kMostSlices)
        choice.slices *= 2;
    return choice;
}

} // namespace

StagingNeed stagingNeed(const LayerGeometry& geometry, const OperandPlaces& places, const TileChoice& choice, const Target& target) {
    StagingNeed need;
    const std::int64_t copies = choice.tileCount() > 1 || choice.slices > 1 ? 2 : 1;
    const double share = shareOfTile(geometry, choice);
    if (!places.inputResident && geometry.inputBytes > 0) {
        const std::int64_t inputCopies = inputLoads(geometry, choice) > 1 || choice.slices > 1 ? 2 : 1;
        need.input = inputCopies * aligned(inSlices(inputBytesOf(geometry, choice.rowsPerTile, choice.channelsPerTile), choice), target);
    }
    const auto side = static_cast<std::int64_t>(std::ceil(static_cast<double>(places.sideBytesFromDdr) * share));
    if (side > 0) need.input += copies * aligned(inSlices(side, choice), target);
    if (!places.weightsResident && geometry.weightBytes > 0) {
        const std::int64_t weightCopies = weightLoads(geometry, choice) > 1 || choice.slices > 1 ? 2 : 1;
        need.weights =
            weightCopies * aligned(inSlices(weightBytesOf(geometry, choice.rowsPerTile, choice.channelsPerTile), choice), target);
    }
    if (!places.outputResident && places.storedBytes > 0) {
        const auto out = static_cast<std::int64_t>(std::ceil(static_cast<double>(places.storedBytes) * share));
        need.output = copies * aligned(inSlices(out, choice), target);
    }
    const std::int64_t between = bytesBetweenStages(geometry, choice.rowsPerTile, choice.channelsPerTile);
    if (between > 0) need.between = copies * aligned(between, target);
    return need;
}

TileCost tileCost(const LayerGeometry& geometry, const OperandPlaces& places, const TileChoice& choice, const Target& target,
                  bool multicastsWeights) {
    TileCost cost;
    const std::int64_t inputTile = places.inputResident ? 0 : inputBytesOf(geometry, choice.rowsPerTile, choice.channelsPerTile);
    const std::int64_t weightTile = places.weightsResident ? 0 : weightBytesOf(geometry, choice.rowsPerTile, choice.channelsPerTile);
    const std::int64_t inputTiles = inputTile > 0 ? inputLoads(geometry, choice) : 0;
    const std::int64_t weightTiles = weightTile > 0 ? weightLoads(geometry, choice) : 0;
    const std::int64_t weightCopies = multicastsWeights && !choice.coresTakeChannels ? 1 : choice.cores;
    cost.ddrBytes =
        inputTile * inputTiles * choice.cores + weightTile * weightTiles * weightCopies + places.sideBytesFromDdr + places.storedBytes;
    const double latency = target.ddrLatencyNs.value * 1e-9, rate = target.ddrBytesPerSecond();
    const std::int64_t stores = places.storedBytes > 0 ? choice.tileCount() : 0;
    const double longestQueue = static_cast<double>(std::max({inputTiles, weightTiles, stores}));
    const double transfers = static_cast<double>(cost.ddrBytes) / rate + latency * longestQueue;
    double lastTile = 0;
    const double compute = computeSeconds(geometry, choice, target, lastTile);
    const double fill = static_cast<double>(inputTile + weightTile) / rate + (inputTile + weightTile > 0 ? latency : 0);
    const double drain = static_cast<double>(places.storedBytes) / static_cast<double>(choice.tileCount() * choice.cores) / rate +
                         (stores > 0 ? latency : 0);
    // Either the arithmetic hides all transfers but the first and the last, or the transfers hide all but one tile.
    cost.seconds = std::max(compute + fill + drain, transfers + lastTile);
    return cost;
}

CoreShare coreShare(const LayerGeometry& geometry, const TileChoice& choice, std::int32_t core) {
    if (choice.cores == 1) return {0, geometry.rows, 0, geometry.channels};
    const LargestShare share = largestShare(geometry, choice.cores, choice.coresTakeChannels);
    const auto part = [core](std::int64_t size, std::int64_t count) {
        return std::pair{std::min(count, size * core), std::min(count, size * (core + 1))};
    };
    CoreShare own{0, geometry.rows, 0, geometry.channels};
    if (choice.coresTakeChannels)
        std::tie(own.channelBegin, own.channelEnd) = part(share.channels, geometry.channels);
    else
        std::tie(own.rowBegin, own.rowEnd) = part(share.rows, geometry.rows);
    return own;
}

std::vector<TileChoice> allTilings(const LayerGeometry& geometry, const CoreSharing& sharing) {
    std::vector<TileChoice> all;
    if (geometry.rows <= 0 || geometry.channels <= 0) return {TileChoice{}};
    const LargestShare share = largestShare(geometry, sharing.cores, sharing.takesChannels);
    std::int64_t lastChannels = 0;
    for (std::int64_t channelParts = 1; channelParts <= ceilDiv(share.channels, geometry.channelStep); ++channelParts) {
        const std::int64_t channels = makeChoice(geometry, 1, channelParts, false, sharing).channelsPerTile;
        if (std::exchange(lastChannels, channels) == channels) continue;
        std::int64_t lastRows = 0;
        for (std::int64_t rowParts = 1; rowParts <= share.rows; ++rowParts) {
            const TileChoice choice = makeChoice(geometry, rowParts, channelParts, false, sharing);
            if (std::exchange(lastRows, choice.rowsPerTile) == choice.rowsPerTile) continue;
            all.push_back(choice);
            if (choice.rowTiles > 1 && choice.channelTiles > 1) all.push_back(makeChoice(geometry, rowParts, channelParts, true, sharing));
        }
    }
    return all;
}

bool loadsInput(const LayerGeometry& geometry, const TileChoice& choice, std::int64_t tile) {
    if (geometry.inputFollowsChannels) return true;
    if (choice.rowTiles == 1) return tile == 0;
    return !choice.rowsOuter || tile % choice.channelTiles == 0;
}

bool loadsWeights(const LayerGeometry& geometry, const TileChoice& choice, std::int64_t tile) {
    if (geometry.rowsAreChannels && geometry.isConvolution) return true;
    if (choice.channelTiles == 1 || !geometry.weightsFollowChannels) return tile == 0;
    return choice.rowsOuter || tile % choice.rowTiles == 0;
}

TileChoice chooseTiles(const LayerGeometry& geometry, const OperandPlaces& places, const Target& target, std::int64_t budgetBytes,
                       const TilingGoal& goal) {
    const CoreSharing sharing{goal.cores, goal.coresTakeChannels};
    std::optional<TileChoice> best;
    Rank bestRank;
    if (canShare(geometry, sharing)) {
        for (const TileChoice& choice : candidates(geometry, sharing)) {
            const StagingNeed need = stagingNeed(geometry, places, choice, target);
            if (need.total() > budgetBytes) continue;
            Rank rank = rankOf(tileCost(geometry, places, choice, target, goal.multicastsWeights), choice, need, goal, target);
            rank.missing = std::max<std::int64_t>(0, goal.fewestTiles - choice.tileCount());
            if (!best || rank < bestRank) best = choice, bestRank = rank;
        }
    }
    return best ? *best : sliced(geometry, places, target, budgetBytes);
}

} // namespace lathe
