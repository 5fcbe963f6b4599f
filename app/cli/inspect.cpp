#include "app/cli/model_arguments.h"
#include "app/cli/session.h"
#include "core/formats/program_file.h"
#include "core/ops/inference.h"
#include "core/targets/target.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace lathe::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InspectOptions : ModelArguments {
    std::string target;
};

Json describe(const Graph& graph, const std::vector<ValueId>& ids) {
    Json list = Json::array();
    for (const ValueId id : ids) {
        const Value& value = graph.value(id);
        Json shape = Json::array();
        if (value.shape)
            for (const Dim& dim : value.shape->dims)
                shape.push_back(dim.isKnown() ? Json(dim.value) : Json(dim.symbol.empty() ? "?" : dim.symbol));
        list.push_back(
            {{"name", value.name}, {"type", toText(value.type, std::nullopt, value.element)}, {"shape", value.shape ? shape : Json()}});
    }
    return list;
}

std::map<std::string, int> countOps(const Graph& graph) {
    std::map<std::string, int> ops;
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        ++ops[node.domain.empty() ? node.opType : node.domain + "::" + node.opType];
    }
    return ops;
}

Json unsupportedNodes(const Graph& graph, const Target* target) {
    Json list = Json::array();
    for (const NodeId id : graph.nodes()) {
        const Node& node = graph.node(id);
        if (!findOp(node))
            list.push_back(
                {{"node", node.name}, {"op", node.opType}, {"reason", "Lathe does not know this operator; it is kept and shown"}});
        else if (target)
            if (const Support support = supportOf(*target, graph, id); support.kind != Support::Kind::Accelerator)
                list.push_back({{"node", node.name}, {"op", node.opType}, {"reason", support.reason}});
    }
    return list;
}

void printSummary(const Session& session, const Json& root) {
    const auto tensor = [](const Json& t) {
        std::string text = t["name"].get<std::string>() + "  " + t["type"].get<std::string>();
        if (t["shape"].is_null()) return text;
        text += " [";
        for (std::size_t i = 0; i < t["shape"].size(); ++i)
            text += (i ? ", " : "") + (t["shape"][i].is_string() ? t["shape"][i].get<std::string>() : t["shape"][i].dump());
        return text + "]";
    };
    session.print(root["model"].get<std::string>() + ": opset " + root["opset"].dump() + ", " + root["nodes"].dump() + " nodes, " +
                  countText(root["params"].get<double>()) + " parameters, " + countText(root["macs"].get<double>()) + " MACs");
    for (const Json& input : root["inputs"])
        session.print("  input   " + tensor(input));
    for (const Json& output : root["outputs"])
        session.print("  output  " + tensor(output));
    std::string ops;
    for (const auto& [name, count] : root["ops"].items())
        ops += (ops.empty() ? "" : ", ") + name + " " + count.dump();
    session.print("  operators: " + ops);
    for (const Json& node : root["unsupported"])
        session.print("  not supported: " + node["node"].get<std::string>() + " (" + node["op"].get<std::string>() +
                      "): " + node["reason"].get<std::string>());
}

Status inspectProgram(const InspectOptions& options, Session& session) {
    LATHE_TRY(const Program program, readProgram(options.model));
    std::map<std::string, int> engines;
    for (const Instruction& instruction : program.instructions)
        ++engines[std::string(toName(instruction.engine))];
    Json root{{"schema", "lathe.program/1"},
              {"program", options.model},
              {"name", program.name},
              {"target", program.target},
              {"producer", program.producer},
              {"layers", program.layers.size()},
              {"tiles", program.tiles.size()},
              {"instructions", engines},
              {"buffers", program.buffers.size()},
              {"on_chip_bytes", program.onChipBytes},
              {"inputs", describe(program.network.graph, program.network.graph.inputs())},
              {"outputs", describe(program.network.graph, program.network.graph.outputs())}};
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    session.print(program.name + " for " + program.target + " (" + program.producer + "): " + std::to_string(program.layers.size()) +
                  " layers, " + std::to_string(program.tiles.size()) + " tiles, " + std::to_string(program.instructions.size()) +
                  " instructions, " + bytesText(static_cast<double>(program.onChipBytes)) + " of on-chip memory");
    return {};
}

Status inspect(const InspectOptions& options, Session& session, JobContext& context) {
    if (std::filesystem::path(options.model).extension() == ".lathe") return inspectProgram(options, session);
    LATHE_TRY(Graph graph, readModel(options.files(), context));
    LATHE_CHECK(setShapes(graph, options.shapes, context));
    std::optional<Target> target;
    if (!options.target.empty()) {
        LATHE_TRY(target, findTarget(options.target));
    }
    const Json inputs = describe(graph, graph.inputs());
    InferenceOptions shapes;
    shapes.unknownDim = 1; // work is stated for one sample where the batch is open
    LATHE_CHECK(inferShapes(graph, context, shapes));
    Json root{{"schema", "lathe.inspection/1"},
              {"model", options.model},
              {"opset", graph.opset()},
              {"nodes", graph.nodeCount()},
              {"ops", countOps(graph)},
              {"inputs", inputs},
              {"outputs", describe(graph, graph.outputs())},
              {"params", parameterCount(graph)},
              {"macs", totalWork(graph).macs},
              {"unsupported", unsupportedNodes(graph, target ? &*target : nullptr)}};
    session.printJson(root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    printSummary(session, root);
    return {};
}

} // namespace

std::vector<Command> makeInspect(CLI::App& parent) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* app = parent.add_subcommand("inspect", "Inputs, outputs, opset, nodes by type, parameters, MACs, unsupported operators");
    app->add_option("MODEL", options->model, "Model (.onnx, .prototxt or .prototxt,.caffemodel) or .lathe program")->required();
    addWeightsOption(*app, *options);
    addShapeOption(*app, *options);
    app->add_option("--target", options->target, "Also say which nodes this device cannot run");
    app->footer("Example: lathe inspect mobilenet.onnx --target nash-e");
    return {{app, [options](Session& session, JobContext& context) { return inspect(*options, session, context); }}};
}

} // namespace lathe::cli
