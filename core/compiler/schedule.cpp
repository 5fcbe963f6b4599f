#include "core/compiler/schedule.h"

#include "core/compiler/core_sharing.h"
#include "core/compiler/layer_fusion.h"
#include "core/compiler/memory_map.h"

namespace lathe {
namespace {

class Scheduler {
public:
    Scheduler(const ScheduleInput& input, const ScheduleRules& rules)
        : m_input(input), m_rules(rules), m_plan(input.plan), m_capacity(static_cast<std::int64_t>(input.target.onChipBytes.value)) {
        const std::size_t count = m_plan.layers.size();
        m_mayOverlap.assign(count, rules.overlapsLayers());
        m_budgetFactor.assign(count, 1.0);
        m_memory.resize(count);
        if (rules.keepsActivations())
            m_residents = chooseResidents(input.network, m_plan, input.target, m_capacity / 100 * rules.residentPercent);
        if (input.overrides) {
            std::erase_if(m_residents, [&](const Resident& kept) { return input.overrides->spilled.contains(kept.value); });
            for (const std::int32_t layer : input.overrides->apart)
                m_mayOverlap[static_cast<std::size_t>(layer)] = false;
        }
        m_sharing.resize(count);
    }

    Result<Schedule> run(JobContext& context) {
        if (m_input.cores.count > 1) LATHE_CHECK(shareLayers(context));
        for (;;) {
            LATHE_CHECK(attempt(context));
            if (!m_rules.givesAddresses) {
                LATHE_TRY(const bool changed, relieve());
                if (changed) continue;
                m_schedule.peakBytes = mapBound(m_schedule.buffers);
                return std::move(m_schedule);
            }
            const auto line = static_cast<std::int64_t>(m_input.target.rowAlignmentBytes.value);
            const MapOutcome outcome = placeBuffers(m_schedule.buffers, m_capacity, line, m_rules.mapEffort(), context.stopToken());
            m_schedule.peakBytes = outcome.peakBytes;
            if (!outcome.misfit) return std::move(m_schedule);
            if (!giveWay(m_schedule.buffers[*outcome.misfit])) return doesNotFit(m_schedule.buffers[*outcome.misfit].name);
        }
    }

private:
    /// A layer's last answer, for the same question.
    struct Remembered {
        std::int64_t budget = -1;
        OperandPlaces places;
        TileChoice choice;
    };

    /// Decides which layers the cores share. What stays on the chip then lies with one core: of values that a shared layer makes or reads
    /// none stays, unless all cores work in one memory.
    Status shareLayers(JobContext& context) {
        markResidents();
        const bool keeps = m_input.target.coreMemory == CoreMemory::Shared;
        for (std::size_t i = 0; i < m_sharing.size(); ++i) {
            LATHE_CHECK(context.checkStop());
            if (!m_plan.layers[i].isOnAccelerator()) continue;
            if (const TileChoice* given = givenTiles(i))
                m_sharing[i] = {given->cores, given->coresTakeChannels};
            else if (m_rules.coreUse != CoreUse::One)
                m_sharing[i] =
                    chooseSharing({m_input.geometries[i], placesOf(m_plan.layers[i]), placesOf(m_plan.layers[i], keeps), m_input.target,
                                   m_input.cores, goal(), m_capacity / 2, m_rules.coreUse == CoreUse::Everywhere});
        }
        if (m_input.target.coreMemory == CoreMemory::PerCore)
            std::erase_if(m_residents, [&](const Resident& kept) { return isShared(kept.value); });
        return {};
    }

    bool isShared(ValueId root) const {
        const auto hasSeveral = [&](std::int32_t layer) { return layer >= 0 && m_sharing[static_cast<std::size_t>(layer)].cores > 1; };
        return hasSeveral(m_plan.producerOf(root)) || std::ranges::any_of(m_plan.readersOf(root), hasSeveral);
    }

    TilingGoal goal() const {
        TilingGoal goal{m_rules.level >= 2, m_rules.latencyWeight};
        goal.multicastsWeights = m_input.cores.multicastsWeights;
        return goal;
    }

    void markResidents() {
        m_schedule.isResident.assign(m_plan.roots.size(), false);
        for (const Resident& kept : m_residents)
            m_schedule.isResident[static_cast<std::size_t>(kept.value.index)] = true;
    }

    Status attempt(JobContext& context) {
        m_schedule = {};
        markResidents();
        std::vector<std::int64_t> resident(m_plan.layers.size(), 0);
        for (const Resident& kept : m_residents) {
            for (std::int32_t i = kept.firstLayer; i <= kept.lastLayer; ++i)
                resident[static_cast<std::size_t>(i)] += kept.sizeBytes;
            m_schedule.buffers.push_back(
                {m_input.network.graph.value(kept.value).name, kept.value, 0, kept.sizeBytes, kept.firstLayer, kept.lastLayer});
        }
        std::int64_t draining = 0, leftBefore = 0;
        for (std::size_t i = 0; i < m_plan.layers.size(); ++i) {
            LATHE_CHECK(context.checkStop());
            const std::int64_t available = m_capacity - resident[i] - draining;
            StagingNeed need;
            m_schedule.layers.push_back(planLayer(i, available, leftBefore, need));
            leftBefore = available - need.total();
            draining = i + 1 < m_plan.layers.size() && m_mayOverlap[i] && m_mayOverlap[i + 1] ? need.output : 0;
            addStaging(i, need, draining > 0);
        }
        return {};
    }

    LayerSchedule planLayer(std::size_t index, std::int64_t available, std::int64_t leftBefore, StagingNeed& need) {
        LayerSchedule layer;
        if (!m_plan.layers[index].isOnAccelerator()) return layer;
        const LayerGeometry& geometry = m_input.geometries[index];
        layer.places = placesOf(m_plan.layers[index]);
        const auto budget =
            static_cast<std::int64_t>(static_cast<double>(available) * m_budgetFactor[index]) / std::max(1, m_input.cores.memoryEffort);
        layer.tiles = tilesOf(index, geometry, layer.places, budget);
        need = stagingNeed(geometry, layer.places, layer.tiles, m_input.target);
        layer.prefetchesWeights =
            index > 0 && m_mayOverlap[index] && m_mayOverlap[index - 1] && need.weights > 0 && need.weights <= leftBefore;
        return layer;
    }

    const TileChoice* givenTiles(std::size_t index) const {
        if (!m_input.overrides) return nullptr;
        const auto found = m_input.overrides->tiles.find(static_cast<std::int32_t>(index));
        return found == m_input.overrides->tiles.end() ? nullptr : &found->second;
    }

    TileChoice tilesOf(std::size_t index, const LayerGeometry& geometry, const OperandPlaces& places, std::int64_t budget) {
        if (const TileChoice* given = givenTiles(index); given && stagingNeed(geometry, places, *given, m_input.target).total() <= budget)
            return *given;
        Remembered& memory = m_memory[index];
        if (memory.budget != budget || memory.places != places) {
            TilingGoal goal = this->goal();
            goal.cores = m_sharing[index].cores;
            goal.coresTakeChannels = m_sharing[index].takesChannels;
            goal.fewestTiles = goal.cores > 1 ? m_input.cores.splitLevel : 1;
            memory = {budget, places, chooseTiles(geometry, places, m_input.target, budget, goal)};
        }
        return memory.choice;
    }

    bool isResident(ValueId root) const { return m_schedule.isResident[static_cast<std::size_t>(root.index)]; }

    /// Of a tensor that stays on the chip.
    bool mustBeStored(ValueId root) const {
        if (m_input.storesAll) return true;
        for (const std::int32_t reader : m_plan.readersOf(root)) {
            if (!m_plan.layers[static_cast<std::size_t>(reader)].isOnAccelerator()) return true;
        }
        const auto& outputs = m_input.network.graph.outputs();
        return std::any_of(outputs.begin(), outputs.end(), [&](ValueId output) { return m_plan.rootOf(output) == root; });
    }

    /// Where the operands of a layer are; `keepsResidents`: those that stay on the chip are there for it.
    OperandPlaces placesOf(const PlannedLayer& layer, bool keepsResidents = true) const {
        OperandPlaces places;
        const auto isKept = [&](ValueId root) { return keepsResidents && isResident(root); };
        const Node& anchor = m_input.network.graph.node(layer.anchor());
        const ValueId data = anchor.input(0).isValid() ? m_plan.rootOf(anchor.input(0)) : ValueId{};
        const std::vector<ValueId> matrices = matricesOf(m_input.network, m_plan, layer);
        for (const ValueId input : layer.inputs) {
            if (input == data)
                places.inputResident = isKept(input);
            else if (std::ranges::find(matrices, input) == matrices.end() && !isKept(input))
                places.sideBytesFromDdr += valueBytes(m_input.network, input);
        }
        // x · xᵀ: one copy serves both sides
        const auto isThere = [&](ValueId matrix) { return matrix == data || isKept(matrix); };
        places.weightsResident = !matrices.empty() && std::ranges::all_of(matrices, isThere);
        places.outputResident = true;
        for (const ValueId output : layer.outputs) {
            places.outputResident = places.outputResident && isKept(output);
            if (!isKept(output) || mustBeStored(output)) places.storedBytes += valueBytes(m_input.network, output);
        }
        return places;
    }

    void addStaging(std::size_t index, const StagingNeed& need, bool drains) {
        const PlannedLayer& layer = m_plan.layers[index];
        if (!layer.isOnAccelerator()) return;
        const std::string& name = m_input.network.graph.node(layer.anchor()).name;
        const auto at = static_cast<std::int32_t>(index);
        const std::int32_t early = m_schedule.layers[index].prefetchesWeights ? at - 1 : at;
        const ValueId input = layer.inputs.empty() ? ValueId{} : layer.inputs.front();
        const ValueId output = layer.outputs.empty() ? ValueId{} : layer.outputs.front();
        if (need.input > 0) m_schedule.buffers.push_back({name + " input", input, 0, need.input, at, at});
        if (need.weights > 0) m_schedule.buffers.push_back({name + " weights", ValueId{}, 0, need.weights, early, at});
        if (need.between > 0) m_schedule.buffers.push_back({name + " stripes", ValueId{}, 0, need.between, at, at});
        if (need.output > 0) m_schedule.buffers.push_back({name + " output", output, 0, need.output, at, drains ? at + 1 : at});
    }

    Error doesNotFit(const std::string& name) const {
        return Error::unsupported("layer '" + name + "' does not fit the on-chip memory of " + m_input.target.name);
    }

    /// By layer: the bytes of all buffers alive.
    std::vector<std::int64_t> loads() const {
        std::vector<std::int64_t> loads(m_plan.layers.size() + 1, 0);
        for (const Buffer& buffer : m_schedule.buffers) {
            loads[static_cast<std::size_t>(buffer.firstLayer)] += buffer.sizeBytes;
            loads[static_cast<std::size_t>(buffer.lastLayer) + 1] -= buffer.sizeBytes;
        }
        std::partial_sum(loads.begin(), loads.end(), loads.begin());
        return loads;
    }

    /// Frees memory at every layer whose buffers together are more than there is. Whether any was.
    Result<bool> relieve() {
        std::vector<std::int64_t> alive = loads();
        bool changed = false;
        for (std::size_t i = 0; i < m_plan.layers.size(); ++i) {
            if (alive[i] <= m_capacity) continue;
            changed = true;
            const auto at = static_cast<std::int32_t>(i);
            for (auto kept = m_residents.rbegin(); kept != m_residents.rend() && alive[i] > m_capacity;) {
                if (kept->firstLayer > at || at > kept->lastLayer) {
                    ++kept;
                    continue;
                }
                for (std::int32_t layer = kept->firstLayer; layer <= kept->lastLayer; ++layer)
                    alive[static_cast<std::size_t>(layer)] -= kept->sizeBytes;
                kept = std::make_reverse_iterator(m_residents.erase(std::next(kept).base()));
            }
            if (alive[i] > m_capacity && !giveWay({{}, {}, 0, 0, at, at}))
                return doesNotFit(m_input.network.graph.node(m_plan.layers[i].anchor()).name);
        }
        return changed;
    }

    /// Frees memory while `misfit` is alive: the least useful resident, else overlap between layers, else smaller tiles.
    bool giveWay(const Buffer& misfit) {
        for (auto kept = m_residents.rbegin(); kept != m_residents.rend(); ++kept) {
            if (kept->firstLayer > misfit.lastLayer || misfit.firstLayer > kept->lastLayer) continue;
            m_residents.erase(std::next(kept).base());
            return true;
        }
        bool changed = false;
        const auto last = std::min<std::int32_t>(misfit.lastLayer + 1, static_cast<std::int32_t>(m_plan.layers.size()) - 1);
        for (std::int32_t i = std::max(0, misfit.firstLayer - 1); i <= last; ++i) {
            changed = changed || m_mayOverlap[static_cast<std::size_t>(i)];
            m_mayOverlap[static_cast<std::size_t>(i)] = false;
        }
        if (changed) return true;
        double& factor = m_budgetFactor[static_cast<std::size_t>(misfit.firstLayer)];
        factor *= 0.75;
        return factor > 0.01;
    }

    const ScheduleInput& m_input;
    const ScheduleRules m_rules;
    const LayerPlan& m_plan;
    const std::int64_t m_capacity;
    std::vector<Resident> m_residents;
    std::vector<bool> m_mayOverlap;
    std::vector<double> m_budgetFactor;
    std::vector<Remembered> m_memory;
    std::vector<CoreSharing> m_sharing; ///< by layer
    Schedule m_schedule;
};

} // namespace

std::int32_t coresUsed(const Schedule& schedule) {
    std::int32_t most = 1;
    for (const LayerSchedule& layer : schedule.layers)
        most = std::max(most, layer.tiles.cores);
    return most;
}

Result<Schedule> makeSchedule(const ScheduleInput& input, const ScheduleRules& rules, JobContext& context) {
    return Scheduler(input, rules).run(context);
}

} // namespace lathe
