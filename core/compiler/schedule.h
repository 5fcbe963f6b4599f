#pragma once

#include "core/compiler/core_options.h"
#include "core/compiler/residency.h"
#include "core/compiler/tiling.h"
#include "core/program/program.h"

#include <map>
#include <set>

namespace lathe {

/// Which layers several cores share.
enum class CoreUse {
    One,          ///< none
    WhereQuicker, ///< where the closed form says that it pays, transfers of what no longer stays on the chip included
    Everywhere    ///< all that have a part for each
};

/// What optimize_level means, step by step.
struct ScheduleRules {
    int level = 0;
    int residentPercent = 75; ///< of the memory, for activations that stay; the rest is left to the tiles of each layer
    double latencyWeight = 1; ///< 1 quickest … 0 fewest transferred bytes
    CoreUse coreUse = CoreUse::One;
    bool givesAddresses = true; ///< false: buffers only fit by their sum, for an estimate
    bool keepsActivations() const { return level >= 1; }
    /// Steps of the search for a memory map, where greedy orders miss the bound: some 10 ms.
    std::int64_t mapEffort() const { return level >= 1 ? 1'000'000 : 0; }
    bool overlapsLayers() const { return level >= 2; } ///< weights of the next layer early, stores of the last one late
};

struct LayerSchedule {
    OperandPlaces places;
    TileChoice tiles;
    bool prefetchesWeights = false; ///< its weight buffers are there one layer early
};

/// Tiles and memory of all layers. The map of the memory holds for each core; where every core has memory of its own, tensors that stay
/// on the chip lie in that of core 0, which alone runs the layers around them.
struct Schedule {
    std::vector<LayerSchedule> layers;
    std::vector<bool> isResident; ///< by ValueId::index of a root
    std::vector<Buffer> buffers;
    std::int64_t peakBytes = 0;
};

/// What a search has decided. Tiles that leave no room are chosen anew.
struct ScheduleOverrides {
    std::map<std::int32_t, TileChoice> tiles; ///< by layer
    std::set<ValueId> spilled;                ///< not kept on the chip
    std::set<std::int32_t> apart;             ///< layers that do not overlap with their neighbours
};

/// The cores that take part.
std::int32_t coresUsed(const Schedule& schedule);

struct ScheduleInput {
    const QuantizedGraph& network;
    const LayerPlan& plan;
    const std::vector<LayerGeometry>& geometries; ///< by layer; meaningless for host and free layers
    const Target& target;
    bool storesAll = false;                       ///< the results of all layers reach external memory, whoever reads them
    const ScheduleOverrides* overrides = nullptr; ///< none where all is chosen here
    CoreOptions cores{};
};

/// Chooses residents and tiles and gives every buffer its address; what does not fit together is given up step by step, the
/// least useful first, down to one small double-buffered tile per layer.
Result<Schedule> makeSchedule(const ScheduleInput& input, const ScheduleRules& rules, JobContext& context);

} // namespace lathe
