#include "core/compiler/emit.h"

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

/// What the tiles of one layer have been given so far.
struct TileFlow {
    Ids computed;                                       ///< by tile: its last MAC or vector instruction
    Ids stored;                                         ///< by tile: its store, -1 none
    std::vector<std::int64_t> loadBegins, weightBegins; ///< tiles at which a new part was loaded
    std::int64_t area = 0;                              ///< rows × channels before the current tile
};

class Emitter {
public:
    Emitter(const ScheduleInput& input, const Schedule& schedule, const ScheduleRules& rules, Program& program)
        : m_input(input), m_schedule(schedule), m_rules(rules), m_program(program) {}

    void run() {
        for (std::size_t i = 0; i < m_input.plan.layers.size(); ++i) {
            m_index = i;
            m_program.layers.push_back(describe());
            const PlannedLayer& planned = m_input.plan.layers[i];
            m_layerStore.push_back(-1);
            if (planned.kind == LayerKind::Host)
                emitHost();
            else if (planned.isOnAccelerator())
                emitTiles();
            m_lastCompute.push_back(m_compute);
            m_lastStore.push_back(m_store);
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

    std::int32_t add(Engine engine, std::int64_t tile, Ids dependencies) {
        Instruction instruction;
        instruction.engine = engine;
        instruction.layer = static_cast<std::int32_t>(m_index);
        instruction.tile = static_cast<std::int32_t>(tile);
        std::erase_if(dependencies, [](std::int32_t id) { return id < 0; });
        std::sort(dependencies.begin(), dependencies.end());
        dependencies.erase(std::unique(dependencies.begin(), dependencies.end()), dependencies.end());
        instruction.dependencies = std::move(dependencies);
        m_program.instructions.push_back(std::move(instruction));
        return static_cast<std::int32_t>(m_program.instructions.size()) - 1;
    }

    Instruction& at(std::int32_t id) { return m_program.instructions[static_cast<std::size_t>(id)]; }

    static std::int32_t before(const Ids& ends, std::size_t index, std::size_t steps) { return index >= steps ? ends[index - steps] : -1; }

    /// What must be over before buffers that live from layer `first` on may be written: every layer that ended before it.
    Ids freedBefore(std::size_t first) const {
        const std::size_t storeSteps = m_rules.overlapsLayers() ? 2 : 1;
        return {before(m_lastCompute, first, 1), before(m_lastStore, first, storeSteps)};
    }

    /// Instructions that put the inputs of this layer into external memory.
    Ids inputsStored() const {
        Ids ids;
        for (const ValueId input : planned().inputs) {
            const std::int32_t producer = m_input.plan.producerOf(input);
            if (producer >= 0) ids.push_back(m_layerStore[static_cast<std::size_t>(producer)]);
        }
        return ids;
    }

    void emitHost() {
        Ids dependencies = freedBefore(m_index);
        for (const std::int32_t id : inputsStored())
            dependencies.push_back(id);
        m_compute = add(Engine::Host, 0, std::move(dependencies));
        at(m_compute).hostSeconds = hostSeconds(m_program.layers[m_index], m_input.target);
        m_layerStore[m_index] = m_compute;
    }

    void emitTiles() {
        m_flow = {};
        const std::int64_t count = scheduled().tiles.tileCount();
        for (std::int64_t tile = 0; tile < count; ++tile)
            emitTile(tile);
        m_compute = m_flow.computed.back();
    }

    Tile tileAt(std::int64_t index) const {
        const TileChoice& choice = scheduled().tiles;
        const std::int64_t row = choice.rowsOuter ? index / choice.channelTiles : index % choice.rowTiles;
        const std::int64_t channel = choice.rowsOuter ? index % choice.channelTiles : index / choice.rowTiles;
        Tile tile;
        tile.layer = static_cast<std::int32_t>(m_index);
        tile.rowBegin = row * choice.rowsPerTile;
        tile.rowEnd = std::min(geometry().rows, tile.rowBegin + choice.rowsPerTile);
        tile.channelBegin = channel * choice.channelsPerTile;
        tile.channelEnd = std::min(geometry().channels, tile.channelBegin + choice.channelsPerTile);
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
        m_flow.computed.push_back(compute);
        m_flow.stored.push_back(emitStore(index, rows, channels, compute));
        m_flow.area += rows * channels;
    }

    /// The part of `total` that belongs to the current tile; the parts of all tiles add up to it.
    std::int64_t partOf(std::int64_t total, std::int64_t rows, std::int64_t channels) const {
        const auto whole = static_cast<double>(std::max<std::int64_t>(1, geometry().rows * geometry().channels));
        const auto upTo = [&](std::int64_t area) {
            return area * 1.0 >= whole ? total
                                       : static_cast<std::int64_t>(static_cast<double>(total) * (static_cast<double>(area) / whole));
        };
        return upTo(m_flow.area + rows * channels) - upTo(m_flow.area);
    }

    /// A new part may be loaded over the one before the last: the tiles that used it must be done.
    std::int32_t halfFreed(const std::vector<std::int64_t>& begins) const {
        return begins.size() < 2 ? -1 : m_flow.computed[static_cast<std::size_t>(begins.back()) - 1];
    }

    std::int32_t emitLoad(std::int64_t index, std::int64_t rows, std::int64_t channels) {
        const OperandPlaces& places = scheduled().places;
        std::int64_t bytes = partOf(places.sideBytesFromDdr, rows, channels);
        if (!places.inputResident && loadsInput(geometry(), scheduled().tiles, index)) bytes += inputBytesOf(geometry(), rows, channels);
        if (bytes <= 0) return -1;
        Ids dependencies{halfFreed(m_flow.loadBegins)};
        if (m_flow.loadBegins.empty()) {
            for (const Ids& ids : {freedBefore(m_index), inputsStored()})
                dependencies.insert(dependencies.end(), ids.begin(), ids.end());
        }
        m_flow.loadBegins.push_back(index);
        const std::int32_t id = add(Engine::Load, index, std::move(dependencies));
        at(id).ddrBytes = bytes;
        return id;
    }

    std::int32_t emitWeights(std::int64_t index, std::int64_t rows, std::int64_t channels) {
        if (scheduled().places.weightsResident || geometry().weightBytes <= 0 || !loadsWeights(geometry(), scheduled().tiles, index))
            return -1;
        Ids dependencies{halfFreed(m_flow.weightBegins)};
        if (m_flow.weightBegins.empty()) {
            const bool early = scheduled().prefetchesWeights;
            const Ids freed = freedBefore(early ? m_index - 1 : m_index);
            dependencies.insert(dependencies.end(), freed.begin(), freed.end());
            if (isMatrixOfActivations()) {
                const Ids stored = inputsStored();
                dependencies.insert(dependencies.end(), stored.begin(), stored.end());
            }
        }
        m_flow.weightBegins.push_back(index);
        const std::int32_t id = add(Engine::Weights, index, std::move(dependencies));
        at(id).ddrBytes = weightBytesOf(geometry(), rows, channels);
        return id;
    }

    bool isMatrixOfActivations() const {
        const ValueId second = m_input.network.graph.node(planned().anchor()).input(1);
        return second.isValid() && !m_input.network.graph.isConstant(second);
    }

    std::int32_t emitCompute(std::int64_t index, std::int64_t rows, std::int64_t channels, Ids operands) {
        const auto tile = static_cast<std::size_t>(index);
        Ids dependencies = std::move(operands);
        if (index == 0) {
            const Ids freed = freedBefore(m_index);
            dependencies.insert(dependencies.end(), freed.begin(), freed.end());
        }
        if (index >= 2) dependencies.push_back(m_flow.stored[tile - 2] >= 0 ? m_flow.stored[tile - 2] : m_flow.computed[tile - 2]);
        if (index >= 1 && geometry().isMac && !m_input.target.overlapsMacAndVector) dependencies.push_back(m_flow.computed[tile - 1]);
        if (geometry().stages.empty())
            return emitStage(geometry(), index, {rows, channels, partOf(geometry().macs, rows, channels)}, std::move(dependencies));
        return emitStages(index, rows, channels, std::move(dependencies));
    }

    /// What one stage has to do for one tile.
    struct StagePart {
        std::int64_t rows, channels, macs;
    };

    std::int32_t emitStage(const LayerGeometry& stage, std::int64_t tile, const StagePart& part, Ids dependencies) {
        const std::int64_t elementCycles = vectorCycles(stage, part.rows, part.channels);
        if (!stage.isMac) {
            const std::int32_t id = add(Engine::Vector, tile, std::move(dependencies));
            at(id).cycles = elementCycles;
            at(id).macs = part.macs;
            return id;
        }
        const std::int32_t mac = add(Engine::Mac, tile, std::move(dependencies));
        at(mac).cycles = macCycles(stage, m_input.target, part.rows, part.channels);
        at(mac).macs = part.macs;
        if (elementCycles == 0) return mac;
        const std::int32_t vector = add(Engine::Vector, tile, {mac});
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
            const std::int32_t last = emitStage(stage, tile, part, std::move(dependencies));
            if (i > 0 && tile == 0 && stage.isMac) at(first).cycles += static_cast<std::int64_t>(setUpCycles);
            dependencies = {last};
        }
        return dependencies.front();
    }

    std::int32_t emitStore(std::int64_t index, std::int64_t rows, std::int64_t channels, std::int32_t compute) {
        const std::int64_t bytes = partOf(scheduled().places.storedBytes, rows, channels);
        if (bytes <= 0) return -1;
        m_store = add(Engine::Store, index, {compute});
        at(m_store).ddrBytes = bytes;
        m_layerStore[m_index] = m_store;
        return m_store;
    }

    const ScheduleInput& m_input;
    const Schedule& m_schedule;
    const ScheduleRules& m_rules;
    Program& m_program;
    std::size_t m_index = 0;
    TileFlow m_flow;
    std::int32_t m_compute = -1, m_store = -1; ///< the last ones so far
    Ids m_lastCompute, m_lastStore;            ///< by layer: the last ones up to its end
    Ids m_layerStore;                          ///< by layer: the instruction after which its outputs are in external memory
};

} // namespace

void emitProgram(const ScheduleInput& input, const Schedule& schedule, const ScheduleRules& rules, Program& program) {
    Emitter(input, schedule, rules, program).run();
    program.buffers = schedule.buffers;
    program.onChipBytes = schedule.peakBytes;
}

} // namespace lathe
