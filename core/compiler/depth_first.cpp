#include "core/compiler/depth_first.h"

#include "core/compiler/fused_geometry.h"
#include "core/compiler/layer_fusion.h"
#include "core/compiler/tiling.h"

#include <algorithm>
#include <map>
#include <set>

namespace lathe {
namespace {

/// Stripes of more layers overlap so much that the arithmetic outweighs what is not transferred.
constexpr std::size_t kMostStages = 6;

/// Whether one row of one channel block at a time leaves room for the rest.
bool fitsInStripes(const LayerGeometry& fused, const OperandPlaces& places, const Target& target) {
    TileChoice smallest;
    smallest.rowsPerTile = 1;
    smallest.rowTiles = fused.rows;
    smallest.channelsPerTile = std::min(fused.channels, fused.channelStep);
    smallest.channelTiles = (fused.channels + smallest.channelsPerTile - 1) / smallest.channelsPerTile;
    return 2 * stagingNeed(fused, places, smallest, target).total() < static_cast<std::int64_t>(target.onChipBytes.value);
}

class Chooser {
public:
    explicit Chooser(const DepthFirstInput& input) : m_input(input), m_capacity(static_cast<std::int64_t>(input.target.onChipBytes.value)) {
        for (const Resident& kept : chooseResidents(input.network, input.plan, input.target, m_capacity / 100 * input.residentPercent))
            m_residents.insert(kept.value);
    }

    std::vector<std::int32_t> run() {
        std::vector<std::int32_t> readers;
        for (std::size_t i = 0; i < m_input.plan.layers.size() && !m_input.stop.stop_requested(); ++i) {
            Group own = groupOf(static_cast<std::int32_t>(i));
            if (joins(own)) readers.push_back(static_cast<std::int32_t>(i));
            m_groups.emplace(static_cast<std::int32_t>(i), std::move(own));
        }
        return readers;
    }

private:
    /// A layer, or several fused, with its cost alone.
    struct Group {
        PlannedLayer layer;
        LayerGeometry geometry;
        double cost = 0;
    };

    Group groupOf(std::int32_t index) const {
        const auto at = static_cast<std::size_t>(index);
        Group group{m_input.plan.layers[at], m_input.geometries[at], 0};
        if (group.layer.isOnAccelerator()) group.cost = costOf(group);
        return group;
    }

    bool isResident(ValueId value) const { return m_residents.contains(value); }

    OperandPlaces placesOf(const PlannedLayer& layer) const {
        OperandPlaces places;
        const std::vector<ValueId> matrices = matricesOf(m_input.network, m_input.plan, layer);
        for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
            if (i == 0)
                places.inputResident = isResident(layer.inputs[i]);
            else if (!isResident(layer.inputs[i]) && std::ranges::find(matrices, layer.inputs[i]) == matrices.end())
                places.sideBytesFromDdr += valueBytes(m_input.network, layer.inputs[i]);
        }
        places.outputResident = true;
        for (const ValueId output : layer.outputs) {
            if (isResident(output)) continue;
            places.outputResident = false;
            places.storedBytes += valueBytes(m_input.network, output);
        }
        return places;
    }

    double costOf(const Group& group) const {
        const OperandPlaces places = placesOf(group.layer);
        const std::int64_t budget = m_capacity / 100 * (100 - m_input.residentPercent / 2);
        const TileChoice tiles = chooseTiles(group.geometry, places, m_input.target, budget, {true, m_input.latencyWeight});
        const TileCost cost = tileCost(group.geometry, places, tiles, m_input.target);
        const double transfers = static_cast<double>(cost.ddrBytes) / m_input.target.ddrBytesPerSecond();
        return m_input.latencyWeight * cost.seconds + (1 - m_input.latencyWeight) * transfers;
    }

    /// Makes `own` one with the layer in front where that is worth it.
    bool joins(Group& own) {
        const std::int32_t producer = dataProducerOf(m_input.network, m_input.plan, own.layer);
        if (producer < 0 || !m_groups.contains(producer)) return false;
        const Group& before = m_groups.at(producer);
        if (before.layer.stages.size() >= kMostStages || !canFuse(m_input.network, m_input.plan, before.layer, own.layer)) return false;
        Group joined;
        joined.layer = joinLayers(before.layer, own.layer);
        std::vector<LayerGeometry> stages = before.geometry.stages.empty() ? std::vector{before.geometry} : before.geometry.stages;
        stages.push_back(own.geometry);
        joined.geometry = fuseGeometries(std::move(stages));
        if (!fitsInStripes(joined.geometry, placesOf(joined.layer), m_input.target)) return false;
        joined.cost = costOf(joined);
        const bool isWorthIt = joined.cost < before.cost + own.cost;
        if (isWorthIt) own = std::move(joined);
        return isWorthIt;
    }

    const DepthFirstInput& m_input;
    const std::int64_t m_capacity;
    std::set<ValueId> m_residents;
    std::map<std::int32_t, Group> m_groups;
};

} // namespace

std::vector<std::int32_t> depthFirstReaders(const DepthFirstInput& input) {
    return Chooser(input).run();
}

std::vector<std::int32_t> poolingReaders(const QuantizedGraph& network, const LayerPlan& plan, const std::vector<LayerGeometry>& geometries,
                                         const Target& target) {
    std::vector<std::int32_t> readers;
    for (std::size_t i = 0; i < plan.layers.size(); ++i) {
        const PlannedLayer& layer = plan.layers[i];
        if (!layer.isOnAccelerator() || !isPooling(network.graph, layer)) continue;
        const std::int32_t producer = dataProducerOf(network, plan, layer);
        if (producer < 0) continue;
        const PlannedLayer& before = plan.layers[static_cast<std::size_t>(producer)];
        if (before.kind != LayerKind::Mac || !canFuse(network, plan, before, layer)) continue;
        const LayerGeometry fused = fuseGeometries({geometries[static_cast<std::size_t>(producer)], geometries[i]});
        if (fitsInStripes(fused, {}, target)) readers.push_back(static_cast<std::int32_t>(i));
    }
    return readers;
}

} // namespace lathe
