#include "core/compiler/emit.h"

#include "core/compiler/ceil_div.h"
#include "core/compiler/fused_geometry.h"
#include "core/ops/inference.h"

#include <cmath>

namespace lathe {
namespace {

using Ids = std::vector<std::int32_t>;

/// Seconds of a host layer: the slower of arithmetic and memory. A special function counts as eight operations.
double hostSeconds(const Layer& layer, const Target& target) {
    const double operations =
        2.0 * static_cast<double>(layer.macs) + static_cast<double>(layer.vectorOps) + 8.0 * static_cast<double>(layer.specialOps);
    const auto bytes = static_cast<double>(layer.inputBytes + layer.weightBytes + layer.outputBytes);
    return std::max(operations / (target.hostGflops.value * 1e9), bytes / (target.hostGBps.value * 1e9));
}

/// What the tiles that a core runs of one layer have been given so far.
struct TileFlow {
    TileChoice choice;
    CoreShare share;
    Ids computed;                                       ///< by tile: its last MAC or vector instruction
    Ids stored;                                         ///< by tile: its store, -1 none
    std::vector<std::int64_t> loadBegins, weightBegins; ///< tiles at which a new part was loaded
};

struct CoreState {
    TileFlow flow;                         ///< of the current layer
    std::int32_t compute = -1, store = -1; ///< the last ones so far
    Ids lastCompute, lastStore;            ///< by layer: the last ones up to its end
};

class Emitter {
public:
    Emitter(const ScheduleInput& input, const Schedule& schedule, const ScheduleRules& rules, Program& program)
        : m_input(input), m_schedule(schedule), m_rules(rules), m_program(program), m_cores(static_cast<std::size_t>(coresUsed(schedule))) {
    }

    void run() {
        for (std::size_t i = 0; i < m_input.plan.layers.size(); ++i) {
            m_index = i;
            m_program.layers.push_back(describe());
            const PlannedLayer& planned = m_input.plan.layers[i];
            m_layerStore.emplace_back();
            if (planned.kind == LayerKind::Host)
                emitHost();
            else if (planned.isOnAccelerator())
                emitTiles();
            for (CoreState& core : m_cores) {
                core.lastCompute.push_back(core.compute);
                core.lastStore.push_back(core.store);
            }
        }
    }

private:
    const PlannedLayer& planned() const { return m_input.plan.layers[m_index]; }
    const LayerGeometry& geometry() const { return m_input.geometries[m_index]; }
    const LayerSchedule& scheduled() const { return m_schedule.layers[m_index]; }

    Layer describe() const {
        const Graph& graph = m_input.network.graph;
        Layer layer;
        layer.name = graph.node(planned().anchor()).name;
        layer.engine = planned().kind == LayerKind::Host ? EngineClass::Host : EngineClass::Accelerator;
        layer.nodes = planned().nodes;
        layer.hostReason = planned().hostReason;
        for (const NodeId id : planned().nodes) {
            joinOrigins(layer.origins, graph.node(id).origins);
            if (planned().kind == LayerKind::Free) continue;
            const Work work = workOf(graph, id);
            layer.macs += work.macs;
            layer.vectorOps += work.vectorOps;
            layer.specialOps += work.specialOps;
            for (const ValueId input : graph.node(id).inputs) {
                if (graph.isConstant(input) && m_input.plan.rootOf(graph.node(id).output()) == graph.node(id).output())
                    layer.weightBytes += valueBytes(m_input.network, input);
            }
        }
        for (const ValueId input : planned().inputs)
            layer.inputBytes += valueBytes(m_input.network, input);
        for (const ValueId output : planned().outputs)
            layer.outputBytes += valueBytes(m_input.network, output);
        return layer;
    }

    std::int32_t add(Engine engine, std::size_t core, Ids dependencies) {
        Instruction instruction;
        instruction.engine = engine;
        instruction.layer = static_cast<std::int32_t>(m_index);
        instruction.tile = m_tile;
        instruction.core = static_cast<std::int32_t>(core);
        std::erase_if(dependencies, [](std::int32_t id) { return id < 0; });
        std::sort(dependencies.begin(), dependencies.end());
        dependencies.erase(std::unique(dependencies.begin(), dependencies.end()), dependencies.end());
        instruction.dependencies = std::move(dependencies);
        m_program.instructions.push_back(std::move(instruction));
        return static_cast<std::int32_t>(m_program.instructions.size()) - 1;
    }

    Instruction& at(std::int32_t id) { return m_program.instructions[static_cast<std::size_t>(id)]; }

    static std::int32_t before(const Ids& ends, std::size_t index, std::size_t steps) { return index >= steps ? ends[index - steps] : -1; }

    /// What must be over before buffers of a core that live from layer `first` on may be written: every layer that ended before it, on this
    /// core, or on all that work in the same memory.
    Ids freedBefore(std::size_t first, std::size_t core) const {
        if (m_input.target.coreMemory == CoreMemory::Shared) return freedOnAll(first);
        const std::size_t storeSteps = m_rules.overlapsLayers() ? 2 : 1;
        return {before(m_cores[core].lastCompute, first, 1), before(m_cores[core].lastStore, first, storeSteps)};
    }

    Ids freedOnAll(std::size_t first) const {
        const std::size_t storeSteps = m_rules.overlapsLayers() ? 2 : 1;
        Ids ids;
        for (const CoreState& core : m_cores) {
            ids.push_back(before(core.lastCompute, first, 1));
            ids.push_back(before(core.lastStore, first, storeSteps));
        }
        return ids;
    }

    static void append(Ids& ids, const Ids& more) { ids.insert(ids.end(), more.begin(), more.end()); }

    /// Instructions that put the inputs of this layer into external memory, on every core that made a part.
    Ids inputsStored() const {
        Ids ids;
        for (const ValueId input : planned().inputs) {
            const std::int32_t producer = m_input.plan.producerOf(input);
            if (producer >= 0) append(ids, m_layerStore[static_cast<std::size_t>(producer)]);
        }
        return ids;
    }

    void emitHost() {
        m_tile = 0;
        Ids dependencies = freedOnAll(m_index);
        append(dependencies, inputsStored());
        const std::int32_t host = add(Engine::Host, 0, std::move(dependencies));
        at(host).hostSeconds = hostSeconds(m_program.layers[m_index], m_input.target);
        m_layerStore[m_index] = {host};
        for (CoreState& core : m_cores)
            core.compute = host;
    }

    /// The cores take turns in program order, so that no one's transfers are ahead of all others'.
    void emitTiles() {
        const TileChoice& whole = scheduled().tiles;
        const auto cores = static_cast<std::size_t>(whole.cores);
        m_area = 0;
        m_tile = 0;
        m_layerStores.assign(cores, -1);
        for (std::size_t core = 0; core < cores; ++core) {
            TileFlow& flow = m_cores[core].flow;
            flow = {whole, coreShare(geometry(), whole, static_cast<std::int32_t>(core)), {}, {}, {}, {}};
            flow.choice.rowTiles = ceilDiv(flow.share.rowEnd - flow.share.rowBegin, whole.rowsPerTile);
            flow.choice.channelTiles = ceilDiv(flow.share.channelEnd - flow.share.channelBegin, whole.channelsPerTile);
        }
        for (std::int64_t index = 0; index < whole.tileCount(); ++index) {
            for (std::size_t core = 0; core < cores; ++core) {
                if (index >= m_cores[core].flow.choice.tileCount()) continue;
                m_core = core;
                emitTile(index);
                ++m_tile;
            }
        }
        for (std::size_t core = 0; core < cores; ++core)
            m_cores[core].compute = m_cores[core].flow.computed.back();
        std::erase(m_layerStores, -1);
        m_layerStore[m_index] = m_layerStores;
    }

    CoreState& own() { return m_cores[m_core]; }
    TileFlow& flow() { return m_cores[m_core].flow; }

    Tile tileAt(std::int64_t index) {
        const TileChoice& choice = flow().choice;
        const CoreShare& share = flow().share;
        const std::int64_t row = choice.rowsOuter ? index / choice.channelTiles : index % choice.rowTiles;
        const std::int64_t channel = choice.rowsOuter ? index % choice.channelTiles : index / choice.rowTiles;
        Tile tile;
        tile.layer = static_cast<std::int32_t>(m_index);
        tile.rowBegin = share.rowBegin + row * choice.rowsPerTile;
        tile.rowEnd = std::min(share.rowEnd, tile.rowBegin + choice.rowsPerTile);
        tile.channelBegin = share.channelBegin + channel * choice.channelsPerTile;
        tile.channelEnd = std::min(share.channelEnd, tile.channelBegin + choice.channelsPerTile);
        return tile;
    }

    void emitTile(std::int64_t index) {
        const Tile tile = tileAt(index);
        const std::int64_t rows = tile.rowEnd - tile.rowBegin, channels = tile.channelEnd - tile.channelBegin;
        Tile visible = tile;
        if (geometry().rowsAreChannels) visible.channelEnd = geometry().rows;
        m_program.tiles.push_back(visible);
        const std::int32_t load = emitLoad(index, rows, channels);
        const std::int32_t weights = emitWeights(index, rows, channels);
        const std::int32_t compute = emitCompute(index, rows, channels, {load, weights});
        flow().computed.push_back(compute);
        flow().stored.push_back(emitStore(rows, channels, compute));
        m_area += rows * channels;
    }

    /// The part of `total` that belongs to the current tile; the parts of all tiles add up to it.
    std::int64_t partOf(std::int64_t total, std::int64_t rows, std::int64_t channels) const {
        const auto whole = static_cast<double>(std::max<std::int64_t>(1, geometry().rows * geometry().channels));
        const auto upTo = [&](std::int64_t area) {
            return area * 1.0 >= whole ? total
                                       : static_cast<std::int64_t>(static_cast<double>(total) * (static_cast<double>(area) / whole));
        };
        return upTo(m_area + rows * channels) - upTo(m_area);
    }

    /// A new part may be loaded over the one before the last: the tiles that used it must be done.
    static std::int32_t halfFreed(const TileFlow& flow, const std::vector<std::int64_t>& begins) {
        return begins.size() < 2 ? -1 : flow.computed[static_cast<std::size_t>(begins.back()) - 1];
    }

    std::int32_t emitLoad(std::int64_t index, std::int64_t rows, std::int64_t channels) {
        const OperandPlaces& places = scheduled().places;
        std::int64_t bytes = partOf(places.sideBytesFromDdr, rows, channels);
        if (!places.inputResident && loadsInput(geometry(), flow().choice, index)) bytes += inputBytesOf(geometry(), rows, channels);
        if (bytes <= 0) return -1;
        Ids dependencies{halfFreed(flow(), flow().loadBegins)};
        if (flow().loadBegins.empty()) {
            append(dependencies, freedBefore(m_index, m_core));
            append(dependencies, inputsStored());
        }
        flow().loadBegins.push_back(index);
        const std::int32_t id = add(Engine::Load, m_core, std::move(dependencies));
        at(id).ddrBytes = bytes;
        return id;
    }

    std::int32_t emitWeights(std::int64_t index, std::int64_t rows, std::int64_t channels) {
        if (scheduled().places.weightsResident || geometry().weightBytes <= 0 || !loadsWeights(geometry(), flow().choice, index)) return -1;
        if (multicasts()) return emitMulticast(index, rows, channels);
        const std::int32_t id = add(Engine::Weights, m_core, weightsMayCome(m_core));
        flow().weightBegins.push_back(index);
        at(id).ddrBytes = weightBytesOf(geometry(), rows, channels);
        return id;
    }

    /// What the next part of the weights of a core waits for.
    Ids weightsMayCome(std::size_t core) const {
        const TileFlow& flow = m_cores[core].flow;
        Ids dependencies{halfFreed(flow, flow.weightBegins)};
        if (!flow.weightBegins.empty()) return dependencies;
        append(dependencies, freedBefore(scheduled().prefetchesWeights ? m_index - 1 : m_index, core));
        if (isMatrixOfActivations()) append(dependencies, inputsStored());
        return dependencies;
    }

    /// Cores that have the same tiles of other rows need the same weights at the same step.
    bool multicasts() const {
        const TileChoice& whole = scheduled().tiles;
        if (!m_input.cores.multicastsWeights || whole.cores == 1 || whole.coresTakeChannels) return false;
        const auto isAlike = [&](const CoreState& core) { return core.flow.choice.rowTiles == whole.rowTiles; };
        return std::all_of(m_cores.begin(), m_cores.begin() + whole.cores, isAlike);
    }

    /// Core 0 fetches them for all; the others wait for that.
    std::int32_t emitMulticast(std::int64_t index, std::int64_t rows, std::int64_t channels) {
        if (m_core > 0) return m_multicast;
        const auto cores = static_cast<std::size_t>(scheduled().tiles.cores);
        Ids dependencies;
        for (std::size_t core = 0; core < cores; ++core) {
            append(dependencies, weightsMayCome(core));
            m_cores[core].flow.weightBegins.push_back(index);
        }
        m_multicast = add(Engine::Weights, 0, std::move(dependencies));
        at(m_multicast).ddrBytes = weightBytesOf(geometry(), rows, channels);
        return m_multicast;
    }

    bool isMatrixOfActivations() const {
        const ValueId second = m_input.network.graph.node(planned().anchor()).input(1);
        return second.isValid() && !m_input.network.graph.isConstant(second);
    }

    std::int32_t emitCompute(std::int64_t index, std::int64_t rows, std::int64_t channels, Ids operands) {
        const auto tile = static_cast<std::size_t>(index);
        Ids dependencies = std::move(operands);
        if (index == 0) append(dependencies, freedBefore(m_index, m_core));
        const TileFlow& done = flow();
        if (index >= 2) dependencies.push_back(done.stored[tile - 2] >= 0 ? done.stored[tile - 2] : done.computed[tile - 2]);
        if (index >= 1 && geometry().isMac && !m_input.target.overlapsMacAndVector) dependencies.push_back(done.computed[tile - 1]);
        if (geometry().stages.empty())
            return emitStage(geometry(), {rows, channels, partOf(geometry().macs, rows, channels)}, std::move(dependencies));
        return emitStages(index, rows, channels, std::move(dependencies));
    }

    /// What one stage has to do for one tile.
    struct StagePart {
        std::int64_t rows, channels, macs;
    };

    std::int32_t emitStage(const LayerGeometry& stage, const StagePart& part, Ids dependencies) {
        const std::int64_t elementCycles = vectorCycles(stage, part.rows, part.channels);
        if (!stage.isMac) {
            const std::int32_t id = add(Engine::Vector, m_core, std::move(dependencies));
            at(id).cycles = elementCycles;
            at(id).macs = part.macs;
            return id;
        }
        const std::int32_t mac = add(Engine::Mac, m_core, std::move(dependencies));
        at(mac).cycles = macCycles(stage, m_input.target, part.rows, part.channels);
        at(mac).macs = part.macs;
        if (elementCycles == 0) return mac;
        const std::int32_t vector = add(Engine::Vector, m_core, {mac});
        at(vector).cycles = elementCycles;
        return vector;
    }

    /// Stage after stage. Each convolution behind the first is set up once, as if it were a layer of its own.
    std::int32_t emitStages(std::int64_t tile, std::int64_t rows, std::int64_t channels, Ids dependencies) {
        const std::vector<std::int64_t> needed = stageRows(geometry(), rows);
        const double setUpCycles = std::ceil(m_input.target.layerOverheadUs.value * m_input.target.clockMHz.value);
        for (std::size_t i = 0; i < needed.size(); ++i) {
            const LayerGeometry& stage = geometry().stages[i];
            const auto first = static_cast<std::int32_t>(m_program.instructions.size());
            const StagePart part{needed[i], stageChannels(geometry(), i, channels), partOf(stage.macs, rows, channels)};
            const std::int32_t last = emitStage(stage, part, std::move(dependencies));
            if (i > 0 && tile == 0 && stage.isMac) at(first).cycles += static_cast<std::int64_t>(setUpCycles);
            dependencies = {last};
        }
        return dependencies.front();
    }

    std::int32_t emitStore(std::int64_t rows, std::int64_t channels, std::int32_t compute) {
        const std::int64_t bytes = partOf(scheduled().places.storedBytes, rows, channels);
        if (bytes <= 0) return -1;
        own().store = m_layerStores[m_core] = add(Engine::Store, m_core, {compute});
        at(own().store).ddrBytes = bytes;
        return own().store;
    }

    const ScheduleInput& m_input;
    const Schedule& m_schedule;
    const ScheduleRules& m_rules;
    Program& m_program;
    std::vector<CoreState> m_cores;
    std::vector<Ids> m_layerStore; ///< by layer: the instructions after which its outputs are in external memory
    std::size_t m_index = 0;       ///< of the layer
    std::size_t m_core = 0;        ///< of the current tile
    std::int32_t m_tile = 0;       ///< of the layer, in program order
    std::int64_t m_area = 0;       ///< rows × channels before the current tile
    Ids m_layerStores;             ///< of the current layer, by core: its last store
    std::int32_t m_multicast = -1; ///< the last transfer of weights to all cores
};

} // namespace

void emitProgram(const ScheduleInput& input, const Schedule& schedule, const ScheduleRules& rules, Program& program) {
    Emitter(input, schedule, rules, program).run();
    program.buffers = schedule.buffers;
    program.onChipBytes = schedule.peakBytes;
}

} // namespace lathe
