#include "core/pipeline/layer_dump.h"

#include "core/base/files.h"
#include "core/base/temporary_folder.h"
#include "core/formats/npy_file.h"
#include "core/simulator/functional/functional.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace lathe {
namespace {

/// The layer that runs each node, by NodeId::index.
std::vector<std::int32_t> layersOfNodes(const Program& program) {
    std::vector<std::int32_t> layers(static_cast<std::size_t>(program.network.graph.nodeCapacity()), -1);
    for (std::size_t i = 0; i < program.layers.size(); ++i)
        for (const NodeId node : program.layers[i].nodes)
            layers[static_cast<std::size_t>(node.index)] = static_cast<std::int32_t>(i);
    return layers;
}

/// Writes the results as the simulator makes them, so that only one is in memory.
class LayerWriter {
public:
    LayerWriter(const Program& program, std::filesystem::path folder) : m_program(program), m_folder(std::move(folder)) {
        const std::vector<std::int32_t> layers = layersOfNodes(program);
        for (const ValueId value : layerResults(program))
            m_layers[value] = layers[static_cast<std::size_t>(program.network.graph.value(value).producer.index)];
        m_index = {{"schema", "lathe.tensors/1"}, {"tensors", nlohmann::ordered_json::array()}};
    }

    Status write(ValueId value, const Tensor& tensor) {
        const auto layer = m_layers.find(value);
        if (layer == m_layers.end()) return {};
        const std::string& name = m_program.network.graph.value(value).name;
        const std::string file = m_names.next(name) + ".npy";
        const QuantParams* params = m_program.network.paramsOf(value);
        const Tensor real = params && tensor.type() == params->type ? dequantizeTensor(tensor, *params) : tensor;
        LATHE_CHECK(writeNpy(real, m_folder / file));
        m_index["tensors"].push_back({{"name", name},
                                      {"file", file},
                                      {"shape", real.dims()},
                                      {"type", toName(real.type())},
                                      {"layer", m_program.layers[static_cast<std::size_t>(layer->second)].name}});
        return {};
    }

    Status finish() const {
        const std::string text = m_index.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
        return writeFileAtomically(m_folder / "index.json", text);
    }

private:
    const Program& m_program;
    const std::filesystem::path m_folder;
    std::map<ValueId, std::int32_t> m_layers;
    UniqueFileNames m_names;
    nlohmann::ordered_json m_index;
};

} // namespace

std::vector<ValueId> layerResults(const Program& program) {
    const Graph& graph = program.network.graph;
    const std::vector<std::int32_t> layers = layersOfNodes(program);
    std::vector<ValueId> results;
    for (std::size_t i = 0; i < program.layers.size(); ++i)
        for (const NodeId node : program.layers[i].nodes)
            for (const ValueId output : graph.node(node).outputs) {
                if (!output.isValid()) continue;
                const auto isOutside = [&](NodeId reader) {
                    return layers[static_cast<std::size_t>(reader.index)] != static_cast<std::int32_t>(i);
                };
                if (graph.isOutput(output) || std::ranges::any_of(graph.value(output).consumers, isOutside)) results.push_back(output);
            }
    return results;
}

bool keepsLayerResults(const Program& program) {
    const auto option = program.options.find("layer_out_dump");
    return option != program.options.end() && option->second == "True";
}

Status dumpLayers(const Program& program, std::span<const Tensor> inputs, const std::filesystem::path& folder, JobContext& context) {
    LATHE_TRY(TemporaryFolder made, TemporaryFolder::besides(folder));
    LATHE_TRY(const FunctionalSimulator simulator, FunctionalSimulator::create(program, context));
    LayerWriter writer(program, made.path());
    LATHE_CHECK(simulator.run(inputs, context, [&](ValueId value, const Tensor& tensor) { return writer.write(value, tensor); }));
    LATHE_CHECK(writer.finish());
    return made.publish();
}

} // namespace lathe
