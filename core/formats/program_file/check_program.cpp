#include "core/formats/program_file/messages.h"
#include "core/graph/verifier.h"
#include "core/ops/inference.h"
#include "core/program/layer_grid.h"

namespace lathe {
namespace {

class Checker {
public:
    explicit Checker(const Program& program) : m_program(program), m_network(program.network), m_graph(program.network.graph) {}

    Status check() {
        if (const auto problems = verify(m_graph); !problems.empty()) return wrong(problems.front().message);
        LATHE_CHECK(checkShapes());
        LATHE_CHECK(checkParams());
        LATHE_CHECK(checkNodes());
        LATHE_CHECK(checkLayers());
        LATHE_CHECK(checkTiles());
        LATHE_CHECK(checkBuffers());
        return checkInstructions();
    }

private:
    static Error wrong(std::string what) { return Error::input("the program is damaged: " + std::move(what)); }

    /// The shapes in the file are those that the operators give: kernels size their memory by them.
    Status checkShapes() const {
        JobContext context;
        const auto inferred = inferValues(m_graph, context);
        if (!inferred) return wrong(inferred.error().message);
        for (const ValueId id : m_graph.values()) {
            const Value& value = m_graph.value(id);
            const auto& found = (*inferred)[static_cast<std::size_t>(id.index)].shape;
            if (!value.shape || !found || !value.shape->isStatic() || !found->isStatic()) continue;
            if (*value.shape != *found)
                return wrong("tensor '" + value.name + "' has the shape " + toText(*value.shape) + " instead of " + toText(*found));
        }
        return {};
    }

    Status checkScales(const std::string& name, const QuantParams& params, const std::optional<Shape>& shape) const {
        if (params.scales.empty() || params.scales.size() != params.zeroPoints.size()) return wrong("the scales of '" + name + "'");
        for (const float scale : params.scales) {
            if (!(scale > 0) || !std::isfinite(scale)) return wrong("a scale of '" + name + "' is not a positive number");
        }
        for (const std::int32_t zero : params.zeroPoints) {
            const bool isPossible = params.type == DataType::Int8
                                        ? zero >= -128 && zero <= 127
                                        : zero == 0 || (params.type == DataType::Uint8 && zero > 0 && zero <= 255);
            if (!isPossible) return wrong("a zero point of '" + name + "' lies outside its integers");
        }
        if (!params.isPerChannel()) return params.scales.size() == 1 ? Status() : wrong("the scales of '" + name + "'");
        if (!shape || params.axis >= shape->rank()) return wrong("the axis of the scales of '" + name + "'");
        const Dim& dim = shape->dims[static_cast<std::size_t>(params.axis)];
        return dim.value == static_cast<std::int64_t>(params.scales.size()) ? Status() : wrong("the number of scales of '" + name + "'");
    }

    Status checkParams() const {
        for (const auto& [id, params] : m_network.values) {
            if (!m_graph.isAlive(id)) return wrong("parameters of a tensor that does not exist");
            const bool known = params.type == DataType::Int8 || params.type == DataType::Int16 || params.type == DataType::Int32 ||
                               params.type == DataType::Uint8;
            if (!known) return wrong("the integer type of '" + m_graph.value(id).name + "'");
            if (params.bits != 0 && (params.bits != 4 || params.type != DataType::Int8))
                return wrong("the bits of '" + m_graph.value(id).name + "'");
            LATHE_CHECK(checkScales(m_graph.value(id).name, params, m_graph.value(id).shape));
        }
        for (const auto& [id, tensor] : m_network.integers) {
            if (!m_graph.isAlive(id) || !tensor.isPresent()) return wrong("integers of a tensor that does not exist");
            const auto& shape = m_graph.value(id).shape;
            if (!shape || *shape != Shape::of(tensor.dims()))
                return wrong("the dimensions of the integers of '" + m_graph.value(id).name + "'");
            const QuantParams* params = m_network.paramsOf(id);
            if (params && params->type != tensor.type()) return wrong("the type of the integers of '" + m_graph.value(id).name + "'");
        }
        return {};
    }

    Status checkNodes() const {
        for (const auto& [id, how] : m_network.nodes) {
            if (!m_graph.isAlive(id)) return wrong("the precision of a node that does not exist");
        }
        for (const auto& [id, table] : m_network.tables) {
            if (!m_graph.isAlive(id)) return wrong("the table of a node that does not exist");
            const bool fits = table.rank() == 1 && (table.elementCount() == 256 || table.elementCount() == 65536);
            const bool isKnown = table.type() == DataType::Int8 || table.type() == DataType::Int16 || table.type() == DataType::Int32;
            if (!fits || !isKnown) return wrong("the table of node '" + m_graph.node(id).name + "'");
        }
        return {};
    }

    Status checkLayers() const {
        std::vector<bool> seen(static_cast<std::size_t>(m_graph.nodeCapacity()));
        for (const Layer& layer : m_program.layers) {
            if (layer.nodes.empty()) return wrong("layer '" + layer.name + "' has no nodes");
            for (const NodeId id : layer.nodes) {
                if (!m_graph.isAlive(id)) return wrong("layer '" + layer.name + "' has a node that does not exist");
                if (seen[static_cast<std::size_t>(id.index)]) return wrong("node '" + m_graph.node(id).name + "' is in two layers");
                seen[static_cast<std::size_t>(id.index)] = true;
            }
            for (const std::int64_t count :
                 {layer.macs, layer.vectorOps, layer.specialOps, layer.weightBytes, layer.inputBytes, layer.outputBytes}) {
                if (count < 0) return wrong("a negative count in layer '" + layer.name + "'");
            }
        }
        return {};
    }

    bool isLayer(std::int32_t index) const { return index >= 0 && static_cast<std::size_t>(index) < m_program.layers.size(); }

    /// Rows and channels of the output that the tiles of a layer cut.
    std::pair<std::int64_t, std::int64_t> gridOf(const Layer& layer) const {
        const ValueId output = m_graph.node(gridNodeOf(m_graph, layer.nodes)).output();
        const auto dims = output.isValid() && m_graph.value(output).shape ? m_graph.value(output).shape->known() : std::nullopt;
        if (!dims) return {0, 0};
        return dims->size() < 2 ? std::pair<std::int64_t, std::int64_t>{1, 1} : std::pair{(*dims)[dims->size() - 2], (*dims)[1]};
    }

    Status checkTiles() const {
        if (!std::ranges::is_sorted(m_program.tiles, {}, &Tile::layer)) return wrong("the order of the tiles");
        for (const Tile& tile : m_program.tiles) {
            if (!isLayer(tile.layer)) return wrong("a tile of a layer that does not exist");
            const Layer& layer = m_program.layers[static_cast<std::size_t>(tile.layer)];
            const auto [rows, channels] = gridOf(layer);
            const bool inside = 0 <= tile.rowBegin && tile.rowBegin <= tile.rowEnd && tile.rowEnd <= rows && 0 <= tile.channelBegin &&
                                tile.channelBegin <= tile.channelEnd && tile.channelEnd <= channels;
            if (!inside) return wrong("a tile outside the output of layer '" + layer.name + "'");
        }
        return {};
    }

    Status checkBuffers() const {
        if (m_program.onChipBytes < 0) return wrong("a negative peak of memory");
        for (const Buffer& buffer : m_program.buffers) {
            const bool fits = buffer.address >= 0 && buffer.sizeBytes >= 0 && buffer.address <= m_program.onChipBytes &&
                              buffer.sizeBytes <= m_program.onChipBytes - buffer.address;
            const bool lives = isLayer(buffer.firstLayer) && isLayer(buffer.lastLayer) && buffer.firstLayer <= buffer.lastLayer;
            if (!fits || !lives || (buffer.value.index != -1 && !m_graph.isAlive(buffer.value)))
                return wrong("buffer '" + buffer.name + "'");
        }
        return {};
    }

    Status checkInstructions() const {
        for (std::size_t i = 0; i < m_program.instructions.size(); ++i) {
            const Instruction& instruction = m_program.instructions[i];
            constexpr std::int32_t kMostCores = 256; // as in device files
            const bool isCore = instruction.core >= 0 && instruction.core < kMostCores;
            const bool counts =
                isCore && instruction.tile >= 0 && instruction.cycles >= 0 && instruction.ddrBytes >= 0 && instruction.macs >= 0;
            const bool time = std::isfinite(instruction.hostSeconds) && instruction.hostSeconds >= 0;
            if (!isLayer(instruction.layer) || !counts || !time) return wrong("instruction " + std::to_string(i));
            for (const std::int32_t before : instruction.dependencies) {
                if (before < 0 || static_cast<std::size_t>(before) >= i)
                    return wrong("instruction " + std::to_string(i) + " waits for one that does not come before it");
            }
        }
        std::int32_t last = -1;
        for (const std::int32_t end : m_program.callEnds) {
            const bool isSync = end > last && static_cast<std::size_t>(end) < m_program.instructions.size() &&
                                m_program.instructions[static_cast<std::size_t>(end)].engine == Engine::Sync;
            if (!isSync) return wrong("a function call that ends at no sync");
            last = end;
        }
        return {};
    }

    const Program& m_program;
    const QuantizedGraph& m_network;
    const Graph& m_graph;
};

} // namespace

Status checkProgram(const Program& program) {
    return Checker(program).check();
}

} // namespace lathe
